import { readFileSync } from 'node:fs';

/** A line of a unit of systemd. */
export interface Directive {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

/** The lines of a unit, in order. Throws for one that is neither a section, a comment nor a directive. */
export function readUnit(path: string): Directive[] {
  const directives: Directive[] = [];
  let section = '';
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, head] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (head !== undefined) section = head;
    else if (key !== undefined && value !== undefined) directives.push({ section, key, value });
    else throw new SyntaxError(`${path} has a line that systemd would not read: ${line}`);
  }
  return directives;
}

/** The values of a key, in order. */
export function valuesOf(unit: readonly Directive[], key: string): string[] {
  return unit.filter((directive) => directive.key === key).map(({ value }) => value);
}

/** The variables that a unit sets. */
export function environmentOf(unit: readonly Directive[]): Record<string, string> {
  const words = valuesOf(unit, 'Environment').flatMap((value) => value.split(' '));
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}
