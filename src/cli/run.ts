import { TillbridgeError } from '../domain/errors.ts';
import { Refused } from './api/refused.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/commands.ts';
import { WrongUsage } from './errors.ts';
import { explainUnknown, findCommand, groupOf } from './find-command.ts';
import { helpOf, overview, usageOf } from './help.ts';
import { plain } from './output/plain.ts';
import { isHelp, readCall } from './parse.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Carries one command line out and resolves with the exit code. `args`: what follows the program's name. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first = '', ...rest] = args;
  if (first === '--version') return tell(terminal, version());
  if (first === 'help' || isHelp(first)) return help(rest, terminal);
  const command = findCommand(args);
  if (command !== undefined) return await carryOut(command, args.slice(command.name.split(' ').length), terminal);
  return rest.some(isHelp) ? help(args, terminal) : refuse(args, terminal);
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

function help(args: readonly string[], terminal: Terminal): ExitCode {
  const words = args.filter((word) => !isHelp(word));
  if (words.length === 0) return tell(terminal, overview(COMMANDS));
  const command = findCommand(words);
  if (command !== undefined) return tell(terminal, helpOf(command));
  const group = groupOf(words[0]);
  return group.length > 0 && words.length === 1
    ? tell(terminal, group.map(helpOf).join('\n\n'))
    : refuse(words, terminal);
}

/** Says why the words are no command, and which there are: of the group that was named, else all. */
function refuse(words: readonly string[], terminal: Terminal): ExitCode {
  const group = groupOf(words[0]);
  terminal.complain(`${explainUnknown(words)}\n\n${overview(group.length > 0 ? group : COMMANDS)}`);
  return 2;
}

function tell(terminal: Terminal, text: string): ExitCode {
  terminal.print(text);
  return 0;
}
