import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Call, type Command, HELP_OPTION, JSON_OPTION, type Option } from './command.ts';
import { WrongUsage } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** All options of a command, those of every command included. */
export function optionsOf(command: Command): readonly Option[] {
  return [...(command.options ?? []), JSON_OPTION, HELP_OPTION];
}

/**
 * Reads what follows a command's name; null = help was asked for.
 * @throws {WrongUsage} when an option is unknown, lacks its value or is missing, or when the arguments are not those it takes.
 */
export function readCall(command: Command, args: readonly string[], terminal: Terminal): Call | null {
  const { values, positionals } = parse(command, args);
  if (values.help === true) return null;
  const names = command.arguments ?? [];
  const surplus = positionals[names.length];
  if (surplus !== undefined) throw new WrongUsage(`"${surplus}" is one argument too many`);
  const missing = names[positionals.length];
  if (missing !== undefined) throw new WrongUsage(`<${missing}> is missing`);
  const given = new Map(names.map((name, index) => [name, positionals[index] ?? '']));
  for (const name of command.required ?? []) {
    if (values[name] === undefined) throw new WrongUsage(`--${name} is missing`);
  }
  for (const [name, value] of [...given, ...Object.entries(values)]) {
    if (typeof value === 'string' && value.trim() === '') throw new WrongUsage(`${name} must not be empty`);
  }
  return {
    terminal,
    argument: (name) => given.get(name) ?? '',
    text(name) {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    flag: (name) => values[name] === true,
  };
}

function parse(command: Command, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    optionsOf(command).map(({ name, value }) => [name, { type: value === null ? 'boolean' : 'string' } as const]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      throw new WrongUsage(error.message);
    }
    throw error;
  }
}
