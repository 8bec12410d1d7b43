/** One selector of a PromQL expression. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

const SELECTOR = /\b(tillbridge_\w+)(?:\{([^}]*)\})?/g;
const MATCHER = /(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g;

/** Every selector of our metrics in an expression. */
export function selectorsOf(expression: string): Selector[] {
  return [...expression.matchAll(SELECTOR)].map(([, metric = '', matchers = '']) => ({
    metric,
    matchers: [...matchers.matchAll(MATCHER)].map(([, label = '', operator = '', value = '']) => {
      if (operator !== '=' && operator !== '!=' && operator !== '=~' && operator !== '!~')
        throw new TypeError(`${operator} is no operator`);
      return { label, operator, value };
    }),
  }));
}

/** The labels that an expression groups by. */
export function groupedBy(expression: string): string[] {
  return [...expression.matchAll(/\b(?:by|without|on)\s*\(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => label.trim()),
  );
}

/** The words of an expression that are neither ours nor inside a matcher: functions, operators and labels. */
export function wordsOf(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, ' ');
  return (bare.match(/[a-zA-Z_]\w*/g) ?? []).filter((word) => !word.startsWith('tillbridge_'));
}
