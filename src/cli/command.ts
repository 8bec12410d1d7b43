import { Command, type ErrorOptions, type HelpContext, type Option } from 'commander';
import { WrongUsage } from './errors.ts';
import { explain, unknownCommand, whichCommand } from './explain.ts';
import { CliHelp } from './help.ts';
import { type Invocation, readInvocation } from './invocation.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** The program, one of its groups, or a command: commander's, which complains in the words of this program. */
export class CliCommand extends Command {
  readonly terminal: Terminal;
  /** The words that follow the program's name. */
  readonly line: readonly string[];
  /** How it ended, once it was carried out. */
  exitCode: ExitCode = 0;

  constructor(terminal: Terminal, line: readonly string[], name?: string) {
    super(name);
    this.terminal = terminal;
    this.line = line;
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(this.terminal, this.line, name);
  }

  override createHelp(): CliHelp {
    return new CliHelp();
  }

  /** Adds options, in the order of the help. */
  takes(...options: readonly Option[]): this {
    for (const option of options) this.addOption(option);
    return this;
  }

  /** Says what to do; it resolves with the exit code. Every command can print JSON. */
  carriedOutBy(deed: (invocation: Invocation) => Promise<ExitCode>): this {
    return this.option('--json', 'print JSON').action(async () => {
      this.exitCode = await deed(readInvocation(this, this));
    });
  }

  /** The command whose words a line begins with, or as much of it as there is. */
  named([word, ...rest]: readonly string[]): CliCommand {
    const next = this.commands.find((command) => command.name() === word);
    return next instanceof CliCommand ? next.named(rest) : this;
  }

  /** How to call it right, for whoever called it wrong: of a group, all of its commands. */
  manual(): string {
    return this.commands.length > 0
      ? super.helpInformation().trimEnd()
      : `  ${this.createHelp().commandUsage(this)}   (-h tells which options)`;
  }

  /** @throws {WrongUsage} always: commander calls it for whatever it does not understand. */
  override error(message: string, options?: ErrorOptions): never {
    throw new WrongUsage(explain(this, message, options?.code));
  }

  /** @throws {WrongUsage} when a group was asked for without any of its commands, or for help on one that it has not. */
  override helpInformation(context?: HelpContext): string {
    if (context?.error === true) throw new WrongUsage(whichCommand(this));
    const [word] = this.args;
    if (this.commands.length > 0 && word !== undefined && !word.startsWith('-')) {
      throw new WrongUsage(unknownCommand(this));
    }
    return super.helpInformation(context);
  }
}
