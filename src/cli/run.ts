import { TillbridgeError } from '../domain/errors.ts';
import { Refused } from './api/refused.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/commands.ts';
import { WrongUsage } from './errors.ts';
import { helpOf, overview, usageOf } from './help.ts';
import { plain } from './output/plain.ts';
import { readCall } from './parse.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Carries one command line out and resolves with the exit code. `args`: what follows the program's name. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === '--version') return tell(terminal, version());
  if (first === '--help') return tell(terminal, overview(COMMANDS));
  if (first === 'help') return help(rest, terminal);
  const command = named(args);
  if (command === undefined) {
    terminal.complain(`${unknown(args)}\n\n${overview(COMMANDS)}`);
    return 2;
  }
  return await carryOut(command, args.slice(command.name.split(' ').length), terminal);
}

async function carryOut(command: Command, args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const call = readCall(command, args, terminal);
    return call === null ? tell(terminal, helpOf(command)) : await command.run(call);
  } catch (error) {
    if (!(error instanceof TillbridgeError)) throw error;
    terminal.complain(plain(error.message));
    if (error instanceof WrongUsage) {
      terminal.complain(`\n  ${usageOf(command)}`);
      return 2;
    }
    if (error instanceof Refused) {
      for (const { path, message } of error.faults) terminal.complain(plain(`  ${path} ${message}`));
    }
    return 1;
  }
}

function help(words: readonly string[], terminal: Terminal): ExitCode {
  if (words.length === 0) return tell(terminal, overview(COMMANDS));
  const command = named(words);
  if (command !== undefined) return tell(terminal, helpOf(command));
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (group.length > 0) return tell(terminal, group.map(helpOf).join('\n\n'));
  terminal.complain(`${unknown(words)}\n\n${overview(COMMANDS)}`);
  return 2;
}

/** The command whose words these begin with. */
function named(words: readonly string[]): Command | undefined {
  return COMMANDS.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
}

function unknown([first, second]: readonly string[]): string {
  if (first === undefined) return 'Which command?';
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (group.length > 0)
    return `${first} ${plain(second ?? '')} is no command; there are ${group.join(', ')}`.replace('  ', ' ');
  return first.startsWith('-')
    ? 'The command comes first, its options after it'
    : `There is no command ${plain(first)}`;
}

function tell(terminal: Terminal, text: string): ExitCode {
  terminal.print(text);
  return 0;
}
