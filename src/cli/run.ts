import { CommanderError } from 'commander';
import { TillbridgeError } from '../domain/errors.ts';
import type { CliCommand } from './command.ts';
import { Refused, WrongUsage } from './errors.ts';
import { plain } from './output/screen.ts';
import { createProgram } from './program.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** Carries one command line out and resolves with the exit code. `args`: what follows the program's name. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = args;
  // `help events show` knows only the first word for commander.
  const line = first === 'help' ? [...rest, '--help'] : args;
  const program = createProgram(terminal, line);
  const command = program.named(line);
  try {
    await program.parseAsync([...line], { from: 'user' });
    return command.exitCode;
  } catch (error) {
    // Commander ends so once it has told the help or the version.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (!(error instanceof TillbridgeError)) throw error;
    return complain(error, command);
  }
}

function complain(error: TillbridgeError, command: CliCommand): ExitCode {
  const { terminal } = command;
  terminal.complain(plain(error.message));
  if (error instanceof WrongUsage) {
    terminal.complain(`\n${command.manual()}`);
    return 2;
  }
  if (error instanceof Refused) {
    for (const { path, message } of error.faults) terminal.complain(plain(`  ${path} ${message}`));
  }
  return 1;
}
