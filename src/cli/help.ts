import { type Argument, type Command, Help, type Option } from 'commander';

/** Help as commander lays it out, with commands under their whole names and without its brackets around values. */
export class CliHelp extends Help {
  /** The commands of groups stand in the list in place of the groups. */
  override visibleCommands(command: Command): Command[] {
    return super.visibleCommands(command).flatMap((each) => (each.commands.length > 0 ? each.commands : [each]));
  }

  override subcommandTerm(command: Command): string {
    const required = command.options.filter(({ mandatory }) => mandatory).map((option) => this.optionTerm(option));
    return [wordsOf(command), ...command.registeredArguments.map(argumentIn), ...required].join(' ');
  }

  override commandUsage(command: Command): string {
    const program = programOf(command).name();
    if (command.commands.length === 0) return `${program} ${this.subcommandTerm(command)} [options]`;
    return [program, ...(command.parent === null ? [] : [wordsOf(command)]), '<command> [options]'].join(' ');
  }

  override optionTerm(option: Option): string {
    return option.optional ? `${option.long} ${placeholderOf(option)}` : option.flags;
  }
}

/** What stands for the value of an option, such as `STATUS`. */
export function placeholderOf({ flags }: Option): string {
  return /\[(.*)\]$/.exec(flags)?.[1] ?? '';
}

/** How a command or a group is called, such as `events show`, without the program. */
export function wordsOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${wordsOf(parent)} ${command.name()}`;
}

function programOf(command: Command): Command {
  return command.parent === null ? command : programOf(command.parent);
}

function argumentIn(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}
