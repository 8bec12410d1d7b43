import { type Command, Option } from 'commander';
import { WrongUsage } from './errors.ts';
import { placeholderOf } from './help.ts';
import type { Terminal } from './terminal.ts';

/** A command as it was called: options and arguments that it declares, nothing else. */
export interface Invocation {
  readonly terminal: Terminal;
  argument(name: string): string;
  /** The value of an option that was given; several of them divided by commas. */
  text(name: string): string | undefined;
  flag(name: string): boolean;
}

/** An option that takes a value, called `placeholder` in the help; it is given once. */
export function valueOption(name: string, placeholder: string, text: string): Option {
  // Optional for commander, which else takes `--help` and any other option for the value.
  return new Option(`--${name} [${placeholder}]`, text).argParser((value, before: unknown) => [...list(before), value]);
}

/** An option that takes several values, divided by commas or given one by one. */
export function listOption(name: string, placeholder: string, text: string): Option {
  return valueOption(name, placeholder, text).argParser((value, before: unknown) => [[...list(before), value].join()]);
}

/** Where the running service takes webhooks. */
export const WEBHOOKS_URL_OPTION = valueOption(
  'url',
  'URL',
  'the service (TILLBRIDGE_URL, else http://127.0.0.1:$PORT)',
);

/** Where a command that posts webhooks asks the running service. */
export const ADMIN_URL_OPTION = valueOption(
  'admin-url',
  'URL',
  'where its admin routes are, if not there (TILLBRIDGE_ADMIN_URL, else http://127.0.0.1:$ADMIN_PORT)',
);

/** Where the running service is asked. */
export const URL_OPTION = valueOption(
  'url',
  'URL',
  'the service (TILLBRIDGE_ADMIN_URL or TILLBRIDGE_URL, else http://127.0.0.1 at $ADMIN_PORT or $PORT)',
);

/** Who asks. */
export const TOKEN_OPTION = valueOption(
  'token',
  'TOKEN',
  'an admin token (TILLBRIDGE_TOKEN, else the first of ADMIN_TOKENS)',
);

/** Where the running service is, and who asks. */
export const CONNECTION_OPTIONS: readonly Option[] = [URL_OPTION, TOKEN_OPTION];

/**
 * What commander understood of a line.
 * @throws {WrongUsage} when an option lacks its value or has two, or when a value or an argument is blank.
 */
export function readInvocation(
  command: Command,
  { terminal, line }: { readonly terminal: Terminal; readonly line: readonly string[] },
): Invocation {
  const given = new Map<string, string | true>();
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value !== undefined) given.set(option.name(), option.optional ? theValue(option, value, line) : true);
  }
  const words = new Map(command.registeredArguments.map((each, index) => [each.name(), command.args[index] ?? '']));
  for (const [name, word] of words) {
    if (word.trim() === '') throw new WrongUsage(`<${name}> must not be empty`);
  }
  return {
    terminal,
    argument: (name) => words.get(name) ?? '',
    text(name) {
      const value = given.get(name);
      return value === true ? undefined : value;
    },
    flag: (name) => given.get(name) === true,
  };
}

function theValue(option: Option, gathered: unknown, line: readonly string[]): string {
  const name = `--${option.name()}`;
  const [value, second] = list(gathered);
  if (value === undefined) {
    const placeholder = placeholderOf(option);
    throw new WrongUsage(
      line.at(-1) === name
        ? `${name} needs a value: ${name} ${placeholder}`
        : `${name} needs a value; one that begins with "-" is written ${name}=${placeholder}`,
    );
  }
  if (second !== undefined) throw new WrongUsage(`${name} is given twice`);
  if (value.trim() === '') throw new WrongUsage(`${name} must not be empty`);
  return value;
}

/** The values gathered so far; none where there are none yet, or for an option without its value. */
function list(gathered: unknown): string[] {
  return Array.isArray(gathered) ? gathered.map(String) : [];
}
