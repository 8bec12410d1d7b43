import type { Command } from './command.ts';
import { COMMANDS } from './commands/commands.ts';
import { plain } from './output/plain.ts';
import { didYouMean } from './suggest.ts';

/** Options that need no command. */
const ALONE = ['help', 'version'];

/** The command whose words these begin with. */
export function findCommand(words: readonly string[]): Command | undefined {
  return COMMANDS.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
}

/** The commands under a first word, such as `events`. */
export function groupOf(word: string | undefined): readonly Command[] {
  return COMMANDS.filter(({ name }) => name.startsWith(`${word} `));
}

/** Why no command begins with these words, and which one is meant. */
export function explainUnknown([first, second]: readonly string[]): string {
  if (first === undefined) return 'Which command?';
  const group = groupOf(first);
  if (group.length > 0) return inGroup(first, second, group);
  const written = plain(first);
  if (written.startsWith('-')) {
    return `The command comes first, its options after it.${didYouMean(written.replace(/^-+/, ''), ALONE, '--')}`;
  }
  const commands = names(COMMANDS);
  const meant =
    didYouMean(`${written} ${plain(second ?? '')}`, commands) ||
    didYouMean(written, [...new Set(commands.map(firstWord)), 'help']);
  return `There is no command "${written}".${meant}`;
}

function inGroup(first: string, second: string | undefined, group: readonly Command[]): string {
  if (second === undefined || second.startsWith('-')) return `Which command of ${first}?`;
  const written = plain(second);
  const others = names(group).map((name) => name.slice(first.length + 1));
  return `There is no command "${first} ${written}".${didYouMean(written, others, `${first} `)}`;
}

function names(commands: readonly Command[]): string[] {
  return commands.map(({ name }) => name);
}

function firstWord(name: string): string {
  return name.split(' ')[0] ?? name;
}
