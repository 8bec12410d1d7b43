import type { Backlog } from '../inbox/backlog.ts';

/** How much was unsettled at an instant: pending, in work, waiting or retrying. */
export interface BacklogMoment {
  readonly at: Date;
  readonly open: number;
}

/** What a trend is read with. */
export interface TrendOptions {
  /** May reject while the database is away: that moment is left out then. */
  readonly read: () => Promise<Pick<Backlog, 'pending' | 'waiting' | 'retrying'>>;
  readonly now: () => Date;
}

const EVERY_MS = 60_000;
/** An hour of moments. */
const KEPT = 60;

/** How the backlog has been over the last hour, looked at once a minute by each process for itself. */
export class BacklogTrend {
  readonly #options: TrendOptions;
  readonly #moments: BacklogMoment[] = [];
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: TrendOptions) {
    this.#options = options;
  }

  /** What was seen, the oldest first. */
  get moments(): readonly BacklogMoment[] {
    return [...this.#moments];
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking = this.look();
    }, EVERY_MS);
    this.#timer.unref();
    this.#looking = this.look();
  }

  /** Resolves when it looks no more. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  /** Takes the backlog of this moment in. */
  async look(): Promise<void> {
    const backlog = await this.#options.read().catch(() => null);
    if (backlog === null) return;
    this.#moments.push({ at: this.#options.now(), open: backlog.pending + backlog.waiting + backlog.retrying });
    if (this.#moments.length > KEPT) this.#moments.shift();
  }
}
