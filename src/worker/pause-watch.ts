import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import { type CrmPause, readCrmPauses } from '../inbox/crm-pauses.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';

/** What the watch stands on. */
export interface PauseWatchOptions {
  readonly database: Database;
  /** Those of the CRMs, by their names. */
  readonly breakers: ReadonlyMap<string, Pick<CircuitBreaker, 'paused'>>;
  /** How often to look for what another replica was told, in milliseconds. */
  readonly everyMs: number;
  readonly log: Logger;
}

/**
 * Lets the breakers of this process obey who pauses a CRM, whichever replica was told. Claims ask the breakers, so that a pause costs them
 * nothing. While the database is away the last that was known holds.
 */
export class PauseWatch {
  readonly #options: PauseWatchOptions;
  #pauses: ReadonlyMap<string, CrmPause> = new Map();
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: PauseWatchOptions) {
    this.#options = options;
  }

  /** The pauses that hold, by the names of the CRMs. */
  get pauses(): ReadonlyMap<string, CrmPause> {
    return this.#pauses;
  }

  /** Looks once, so that nothing is claimed for a CRM that was paused before this process began, and again and again from then on. Rejects where the first look fails. */
  async start(): Promise<void> {
    await this.#read();
    this.#plan();
  }

  /** Looks now, at what was committed before it was called. Never rejects: the next look comes by itself. */
  async refresh(): Promise<void> {
    // One that is under way may have begun before.
    await this.#looking;
    await this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#looking;
  }

  #plan(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look().then(() => this.#plan()), this.#options.everyMs);
    this.#timer.unref();
  }

  #look(): Promise<void> {
    this.#looking ??= this.#read()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'paused CRMs could not be looked for'))
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async #read(): Promise<void> {
    this.#pauses = await readCrmPauses(this.#options.database);
    for (const [crm, breaker] of this.#options.breakers) breaker.paused = this.#pauses.has(crm);
  }
}
