/** What an expression of a rule may be here: a small part of PromQL, all of which `evaluate` knows. Anything else is refused. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'selector';
      readonly metric: string;
      readonly matchers: readonly Match[];
      readonly rangeS: number | null;
    }
  | { readonly kind: 'call'; readonly name: CallName; readonly argument: Expression }
  | {
      readonly kind: 'aggregate';
      readonly name: AggregateName;
      readonly by: readonly string[];
      readonly argument: Expression;
    }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

export interface Match {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

const CALLS = ['rate', 'increase', 'absent'] as const;
const AGGREGATES = ['sum', 'max', 'min'] as const;
/** From the loosest to the tightest. */
const LEVELS = [['and'], ['>', '<', '=='], ['/']] as const;
export type CallName = (typeof CALLS)[number];
export type AggregateName = (typeof AGGREGATES)[number];
export type Operator = (typeof LEVELS)[number][number];

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?![\w.]))|([a-zA-Z_]\w*)|("[^"]*")|(\[\d+[smhd]\])|(=~|!~|!=|==|[(){},=<>/]))/y;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Parses an expression. Throws for what is beyond the part of PromQL that is known here. */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const expression = binary(0);
  if (at < tokens.length) throw unknown(tokens[at]);
  return expression;

  function binary(level: number): Expression {
    const operators: readonly string[] | undefined = LEVELS[level];
    if (operators === undefined) return primary();
    let left = binary(level + 1);
    for (let operator = tokens[at]; operator !== undefined && operators.includes(operator); operator = tokens[at]) {
      at += 1;
      left = { kind: 'binary', operator: oneOf(LEVELS.flat(), operator), left, right: binary(level + 1) };
    }
    return left;
  }

  function primary(): Expression {
    const token = take();
    if (token === '(') return closed(binary(0));
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (!/^[a-zA-Z_]/.test(token)) throw unknown(token);
    if (AGGREGATES.some((name) => name === token)) return aggregate(oneOf(AGGREGATES, token));
    if (tokens[at] === '(') {
      at += 1;
      return { kind: 'call', name: oneOf(CALLS, token), argument: closed(binary(0)) };
    }
    return selector(token);
  }

  function aggregate(name: AggregateName): Expression {
    const by: string[] = [];
    if (tokens[at] === 'by') {
      at += 1;
      expect('(');
      while (tokens[at] !== ')')
        if (tokens[at] === ',') at += 1;
        else by.push(take());
      at += 1;
    }
    expect('(');
    return { kind: 'aggregate', name, by, argument: closed(binary(0)) };
  }

  function selector(metric: string): Expression {
    const matchers: Match[] = [];
    if (tokens[at] === '{') {
      at += 1;
      while (tokens[at] !== '}') {
        if (tokens[at] === ',') at += 1;
        matchers.push({ label: take(), operator: take(), value: take().slice(1, -1) });
      }
      at += 1;
    }
    const range = /^\[(\d+)([smhd])\]$/.exec(tokens[at] ?? '');
    if (range === null) return { kind: 'selector', metric, matchers, rangeS: null };
    at += 1;
    return { kind: 'selector', metric, matchers, rangeS: Number(range[1]) * (UNITS[range[2] ?? ''] ?? Number.NaN) };
  }

  function closed(inner: Expression): Expression {
    expect(')');
    return inner;
  }

  function expect(wanted: string): void {
    if (take() !== wanted) throw new SyntaxError(`${wanted} is missing in ${text}`);
  }

  function take(): string {
    const token = tokens[at];
    if (token === undefined) throw new SyntaxError(`${text} ends too early`);
    at += 1;
    return token;
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw unknown(text.slice(from));
    tokens.push(token.trim());
  }
  return tokens;
}

function oneOf<Name extends string>(names: readonly Name[], name: string): Name {
  const found = names.find((known) => known === name);
  if (found === undefined) throw unknown(name);
  return found;
}

function unknown(text: string | undefined): SyntaxError {
  return new SyntaxError(`${text} is no PromQL that is known here`);
}
