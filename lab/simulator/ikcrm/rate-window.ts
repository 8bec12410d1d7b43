/** Counts the calls of an enterprise. Times are monotonic milliseconds. */
export class RateWindow {
  readonly #windowMs: number;
  #arrivals: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Notes a call and returns how many there were in the window that ends with it. */
  arrive(now: number): number {
    this.#arrivals.push(now);
    return this.#arrivals.filter((at) => at > now - this.#windowMs).length;
  }

  /** The most calls in any window so far. */
  most(): number {
    let first = 0;
    return this.#arrivals.reduce((most, at, index) => {
      while ((this.#arrivals[first] ?? at) <= at - this.#windowMs) first += 1;
      return Math.max(most, index - first + 1);
    }, 0);
  }

  clear(): void {
    this.#arrivals = [];
  }
}
