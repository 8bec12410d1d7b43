import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Command, type CommandCall, HELP_OPTION, JSON_OPTION, type Option } from './command.ts';
import { WrongUsage } from './errors.ts';
import { didYouMean } from './suggest.ts';
import type { Terminal } from './terminal.ts';

/** Whether a word asks for help. */
export function isHelp(word: string): boolean {
  return word === `--${HELP_OPTION.name}` || word === `-${HELP_OPTION.short}`;
}

/** All options of a command, those of every command included. */
export function optionsOf(command: Command): readonly Option[] {
  return [...(command.options ?? []), JSON_OPTION, HELP_OPTION];
}

/**
 * Reads what follows a command's name; null = help was asked for, whatever else was.
 * @throws {WrongUsage} when an option is unknown, lacks its value or is missing, or when the arguments are not those it takes.
 */
export function readCall(command: Command, args: readonly string[], terminal: Terminal): CommandCall | null {
  const tokens = tokensOf(command, args);
  if (tokens.some(asksForHelp)) return null;
  const values = readOptions(command, args, tokens);
  const given = readArguments(
    command,
    tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
  );
  for (const name of command.required ?? []) {
    if (!values.has(name)) throw new WrongUsage(`--${name} is missing`);
  }
  return {
    terminal,
    argument: (name) => given.get(name) ?? '',
    text(name) {
      const value = values.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    flag: (name) => values.get(name) === true,
  };
}

type Token = ReturnType<typeof tokensOf>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

// Not `strict`: what is wrong is said in the words of this program.
function tokensOf(command: Command, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    optionsOf(command).map(({ name, value, short }) => [
      name,
      { type: value === null ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) } as const,
    ]),
  );
  return parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true }).tokens;
}

function asksForHelp(token: Token): boolean {
  if (token.kind !== 'option') return false;
  // An option that lacks its value takes the next word for it.
  return token.name === HELP_OPTION.name || (token.inlineValue === false && isHelp(token.value));
}

function readOptions(command: Command, args: readonly string[], tokens: readonly Token[]): Map<string, string | true> {
  const known = new Map(optionsOf(command).map((option) => [option.name, option]));
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    if (option === undefined) throw unknownOption(command, token, args);
    const value = readValue(option, token);
    const before = values.get(option.name);
    if (typeof before === 'string' && option.several !== true) throw new WrongUsage(`--${option.name} is given twice`);
    values.set(option.name, typeof before === 'string' ? `${before},${value}` : value);
  }
  return values;
}

function readValue({ name, value: wanted }: Option, { value, inlineValue }: OptionToken): string | true {
  if (wanted === null) {
    if (value !== undefined) throw new WrongUsage(`--${name} takes no value`);
    return true;
  }
  if (value === undefined) throw new WrongUsage(`--${name} needs a value: --${name} ${wanted}`);
  if (!inlineValue && /^-./.test(value)) {
    throw new WrongUsage(`--${name} needs a value; one that begins with "-" is written --${name}=${wanted}`);
  }
  if (value.trim() === '') throw new WrongUsage(`--${name} must not be empty`);
  return value;
}

function unknownOption(command: Command, { index, rawName }: OptionToken, args: readonly string[]): WrongUsage {
  // `-status` is read as six options of one letter.
  const typed = rawName.startsWith('--') ? rawName : (args[index] ?? rawName).replace(/=.*$/s, '');
  const names = optionsOf(command).map(({ name }) => name);
  const meant = didYouMean(typed.replace(/^-+/, ''), names, '--');
  return new WrongUsage(`There is no option ${typed}.${meant}`);
}

function readArguments({ arguments: names = [] }: Command, words: readonly string[]): ReadonlyMap<string, string> {
  const surplus = words[names.length];
  if (surplus !== undefined) throw new WrongUsage(`"${surplus}" is one argument too many`);
  const missing = names[words.length];
  if (missing !== undefined) throw new WrongUsage(`<${missing}> is missing`);
  for (const [index, word] of words.entries()) {
    if (word.trim() === '') throw new WrongUsage(`<${names[index]}> must not be empty`);
  }
  return new Map(names.map((name, index) => [name, words[index] ?? '']));
}
