/** Reads environment variables one by one and collects what is wrong with them. An empty value counts as unset. */
export class Environment {
  readonly problems: string[] = [];
  readonly #values: NodeJS.ProcessEnv;

  constructor(values: NodeJS.ProcessEnv) {
    this.#values = values;
  }

  /** The value without white space around it, or null. */
  optional(name: string): string | null {
    const value = this.#values[name]?.trim();
    return value === undefined || value === '' ? null : value;
  }

  text(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  /** A value that must be there; an empty text stands in for one that is not, after the problem was noted. */
  required(name: string, why = 'is not set'): string {
    return this.optional(name) ?? this.#problem(name, why, '');
  }

  /** A whole number within bounds. */
  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.optional(name);
    if (text === null) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    return this.#problem(name, `must be a whole number from ${min} to ${max}`, fallback);
  }

  boolean(name: string, fallback: boolean): boolean {
    const text = this.optional(name);
    if (text === null) return fallback;
    return text === 'true' || (text !== 'false' && this.#problem(name, 'must be true or false', fallback));
  }

  choice(name: string, fallback: string, allowed: readonly string[]): string {
    const text = this.text(name, fallback);
    return allowed.includes(text) ? text : this.#problem(name, `must be one of ${allowed.join(', ')}`, fallback);
  }

  /** An http or https address without user, query and fragment; given back without slashes at its end. */
  url(name: string): string {
    const text = this.required(name);
    if (text === '') return text;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) {
      return this.#problem(name, 'must be an address that starts with http:// or https://', '');
    }
    if (/[?#]/.test(text)) this.#problem(name, 'must have no query and no fragment', '');
    if (url.username !== '' || url.password !== '') this.#problem(name, 'must hold no user and no password', '');
    return text.replace(/\/+$/, '');
  }

  /** Notes a problem. Never put a value in it: it may be a secret. */
  problem(name: string, what: string): void {
    this.problems.push(`${name} ${what}`);
  }

  #problem<T>(name: string, what: string, standIn: T): T {
    this.problem(name, what);
    return standIn;
  }
}
