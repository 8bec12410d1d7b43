/** The pause of a loop that looks for work. A wake ends it, also one that comes while the loop still looks: none is lost. */
export class Rest {
  #awake = false;
  #rouse: (() => void) | null = null;

  /** To be told before the loop looks: wakes from now on are about what it may not see any more. */
  looking(): void {
    this.#awake = false;
  }

  /** Ends the pause, or keeps the loop from making one. */
  wake(): void {
    this.#awake = true;
    this.#rouse?.();
  }

  /** Waits `ms` milliseconds, or until the next wake; the timer may be a little early. */
  async take(ms: number): Promise<void> {
    if (this.#awake) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#rouse = null;
  }
}
