import type { Command, Option } from './command.ts';
import { optionsOf } from './parse.ts';

const PROGRAM = 'npm run cli --';

/** One line: how a command is called. */
export function usageOf(command: Command): string {
  const required = new Set(command.required ?? []);
  const options = (command.options ?? []).map((option) => {
    const text = option.value === null ? `--${option.name}` : `--${option.name} ${option.value}`;
    return required.has(option.name) ? text : `[${text}]`;
  });
  const names = (command.arguments ?? []).map((name) => `<${name}>`);
  return [PROGRAM, command.name, ...names, ...options, '[--json]'].join(' ');
}

/** Everything about one command. */
export function helpOf(command: Command): string {
  return [
    command.summary,
    '',
    `  ${usageOf(command)}`,
    '',
    ...columns(optionsOf(command).map((option) => [flagOf(option), option.text])),
    ...(command.notes === undefined ? [] : ['', ...command.notes]),
  ].join('\n');
}

/** All commands in a list. */
export function overview(commands: readonly Command[]): string {
  return [
    'Operations of tillbridge from a terminal.',
    '',
    `  ${PROGRAM} <command> [options]`,
    '',
    ...columns([
      ...commands.map(({ name, summary }): [string, string] => [name, summary]),
      ['help [command]', 'Tells how a command is used, as --help or -h after it does'],
      ['--version', 'Prints the version'],
    ]),
    '',
    'Where another program reads the output, call it as `npx tillbridge <command> --json`: npm run prints lines of its own.',
    'Exit codes: 0 = done, 1 = refused, failed, or the doctor found an error, 2 = wrong usage.',
  ].join('\n');
}

function flagOf({ name, value, short }: Option): string {
  const letter = short === undefined ? '' : `-${short}, `;
  return value === null ? `${letter}--${name}` : `${letter}--${name} ${value}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
