/** How many bytes of bodies the process holds at once: anybody can send one, and only a whole one can be asked for its signature. */
export class BodyBudget {
  readonly #limit: number;
  #held = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  /** Bytes that are held now. */
  get held(): number {
    return this.#held;
  }

  /** Nothing more fits in. */
  get full(): boolean {
    return this.#held >= this.#limit;
  }

  /** Takes so many bytes; false, and none are taken, where they do not fit in. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#limit) return false;
    this.#held += bytes;
    return true;
  }

  /** Gives bytes back that were taken. */
  give(bytes: number): void {
    this.#held -= bytes;
  }
}
