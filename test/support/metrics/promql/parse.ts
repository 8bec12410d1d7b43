import type { Matcher } from '../promql.ts';

/** The part of PromQL that our rules are written in. Durations in seconds. */
export type Expression =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'selector'; readonly metric: string; readonly matchers: readonly Matcher[]; readonly rangeS: number }
  | { readonly is: 'call'; readonly name: Call; readonly argument: Expression }
  | {
      readonly is: 'aggregate';
      readonly name: Aggregate;
      readonly by: readonly string[];
      readonly argument: Expression;
    }
  | { readonly is: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

const CALLS = ['rate', 'increase', 'absent'] as const;
const AGGREGATES = ['sum', 'min', 'max'] as const;
// From the weakest to the strongest; Prometheus has more of each.
const OPERATORS = [['or'], ['and'], ['==', '>', '<'], ['/']] as const;

export type Call = (typeof CALLS)[number];
export type Aggregate = (typeof AGGREGATES)[number];
export type Operator = (typeof OPERATORS)[number][number];

/** Prometheus knows more than we evaluate. */
export class NotInSubset extends Error {}

const TOKEN =
  /\s*(?:("(?:[^"\\])*")|(=~|!~|!=|==|>=|<=|[-+*/%^=<>(){}[\],:@])|(\d+[a-z]+|\d+(?:\.\d+)?|[a-zA-Z_]\w*))/y;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** @throws NotInSubset for anything that is not wholly understood */
export function parsePromql(text: string): Expression {
  return new Parser(text).whole();
}

/** Seconds of `5m`. @throws NotInSubset */
export function durationS(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = UNITS[unit];
  if (count === undefined || seconds === undefined) throw new NotInSubset(`${text} is no duration that is known here`);
  return Number(count) * seconds;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  const token = new RegExp(TOKEN);
  while (token.lastIndex < trimmed.length) {
    const at = token.lastIndex;
    const found = token.exec(trimmed);
    if (found === null) throw new NotInSubset(`Not known here: ${trimmed.slice(at, at + 20)}`);
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  whole(): Expression {
    const expression = this.#binary(0);
    if (this.#peek() !== '') throw new NotInSubset(`"${this.#peek()}" is not known here`);
    return expression;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #binary(level: number): Expression {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#operand();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = oneOf(operators, this.#peek());
      if (operator === null) return left;
      this.#at += 1;
      left = { is: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #operand(): Expression {
    const word = this.#take();
    if (word === '(') return this.#until(')');
    if (/^\d+(?:\.\d+)?$/.test(word)) return { is: 'number', value: Number(word) };
    const call = oneOf(CALLS, word);
    if (call !== null) return { is: 'call', name: call, argument: this.#argument() };
    const aggregate = oneOf(AGGREGATES, word);
    if (aggregate !== null) {
      const by = this.#labels();
      return { is: 'aggregate', name: aggregate, by, argument: this.#argument() };
    }
    if (/^[a-z_]\w*$/i.test(word) && this.#peek() !== '(' && !RESERVED.has(word)) return this.#selector(word);
    throw new NotInSubset(`"${word}" is not known here`);
  }

  #argument(): Expression {
    this.#expect('(');
    return this.#until(')');
  }

  #until(end: string): Expression {
    const expression = this.#binary(0);
    this.#expect(end);
    return expression;
  }

  #labels(): string[] {
    if (this.#peek() !== 'by') return [];
    this.#at += 1;
    this.#expect('(');
    const labels = [this.#take()];
    while (this.#peek() === ',') {
      this.#at += 1;
      labels.push(this.#take());
    }
    this.#expect(')');
    return labels;
  }

  #selector(metric: string): Expression {
    const matchers: Matcher[] = [];
    if (this.#peek() === '{') {
      do {
        this.#at += 1;
        matchers.push(this.#matcher());
      } while (this.#peek() === ',');
      this.#expect('}');
    }
    if (this.#peek() !== '[') return { is: 'selector', metric, matchers, rangeS: 0 };
    this.#at += 1;
    const rangeS = durationS(this.#take());
    this.#expect(']');
    return { is: 'selector', metric, matchers, rangeS };
  }

  #matcher(): Matcher {
    const label = this.#take();
    const operator = oneOf(['=', '!=', '=~', '!~'] as const, this.#take());
    const quoted = this.#take();
    if (operator === null || !quoted.startsWith('"')) throw new NotInSubset(`${label} ${quoted} is no matcher`);
    return { label, operator, value: quoted.slice(1, -1) };
  }

  #take(): string {
    const token = this.#peek();
    if (token === '') throw new NotInSubset('The expression ends in the middle');
    this.#at += 1;
    return token;
  }

  #expect(token: string): void {
    const found = this.#take();
    if (found !== token) throw new NotInSubset(`"${found}" stands where "${token}" is known`);
  }
}

const RESERVED: ReadonlySet<string> = new Set(
  'by without on ignoring group_left group_right bool offset and or unless atan2 inf nan'.split(' '),
);

function oneOf<const T extends string>(known: readonly T[], token: string): T | null {
  return known.find((word) => word === token) ?? null;
}
