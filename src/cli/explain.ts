import { Command, CommanderError } from 'commander';
import { wordsOf } from './help.ts';

/** What commander complains about, in the words of this program. `code`: commander's for what is wrong. */
export function explain(command: Command, message: string, code: string | undefined): string {
  const [, quoted = ''] = /'(\S*?)[ ']/.exec(message) ?? [];
  switch (code) {
    case 'commander.unknownCommand':
      return unknownCommand(command);
    case 'commander.unknownOption':
      return unknownOption(command, quoted);
    case 'commander.missingMandatoryOptionValue':
      return missingOption(command, quoted);
    case 'commander.missingArgument':
      return `<${quoted}> is missing`;
    case 'commander.excessArguments':
      return `"${command.args[command.registeredArguments.length]}" is one argument too many`;
    default:
      return wrongChoice(message) ?? message;
  }
}

/** What to say where a group is called without any of its commands. */
export function whichCommand(group: Command): string {
  return group.parent === null ? 'Which command?' : `Which command of ${wordsOf(group)}?`;
}

/** Why a group has no command of the name that follows it, and which one is meant. */
export function unknownCommand(group: Command): string {
  const [first = '', second = ''] = group.args;
  const names = group.commands.map((command) => command.name());
  if (group.parent !== null) {
    const words = wordsOf(group);
    return `There is no command "${words} ${first}".${didYouMean(first, names, `${words} `)}`;
  }
  const whole = group.commands.flatMap(({ commands }) => commands.map(wordsOf));
  const meant = didYouMean(`${first} ${second}`, whole) || didYouMean(first, [...names, 'help']);
  return `There is no command "${first}".${meant}`;
}

function missingOption(command: Command, name: string): string {
  // Commander looks for it before it looks at unknown options, one of which may be it with a slip.
  const slip = command.args.find((word) => /^-./.test(word));
  return slip === undefined ? `${name} is missing` : unknownOption(command, slip);
}

function unknownOption(command: Command, word: string): string {
  const [typed = '', value] = word.split('=', 2);
  const known = command.createHelp().visibleOptions(command);
  if (value !== undefined && known.some(({ long }) => long === typed)) return `${typed} takes no value`;
  const names = known.map((option) => option.name());
  const meant = didYouMean(typed.replace(/^-+/, ''), names, '--');
  if (command.commands.length === 0) return `There is no option ${typed}.${meant}`;
  return command.parent === null
    ? `The command comes first, its options after it.${meant}`
    : `${whichCommand(command)}${meant}`;
}

function wrongChoice(message: string): string | undefined {
  const [, value, argument, choices] =
    /value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s.exec(message) ?? [];
  return choices === undefined ? undefined : `<${argument}> must be one of ${choices}, not "${value}"`;
}

/**
 * The question that follows a complaint about a word: ` Did you mean list?`; empty where none of the known words is alike.
 * `before`: what is written before the word that was meant.
 */
function didYouMean(typed: string, known: readonly string[], before = ''): string {
  const meant = nearest(typed.toLowerCase(), known);
  return meant === undefined ? '' : ` Did you mean ${before}${meant}?`;
}

// Commander measures likeness only against its own commands, and of an option as it was typed: with one dash, a capital or `=`.
function nearest(word: string, known: readonly string[]): string | undefined {
  const asked = new Command()
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError() {} });
  for (const name of known) asked.addCommand(new Command(name));
  try {
    asked.parse(['--', word], { from: 'user' });
    return word;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return /Did you mean (?:one of )?([^,?]+)/.exec(error.message)?.[1];
  }
}
