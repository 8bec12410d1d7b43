import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import { nextSweepInMs, type Sweep, sweepNext } from '../operations/retention/sweep.ts';
import { Rest } from './rest.ts';

/** What a sweeper stands on. */
export interface RetentionSweeperOptions {
  readonly database: Database;
  /** RETENTION_DAYS; null = everything is kept. */
  readonly days: number | null;
  readonly log: Logger;
  /** Told of each batch that was taken. */
  readonly events: ServiceEvents;
  /** So many events by one commit; some tenths of a second. */
  readonly batch?: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Events by one commit. */
const BATCH = 100;
/** After a failure a quarter: a database that is slow, or a payload that is large, must not end a sweep for good. */
const SMALLER = 4;
/** How often to look for a sweep that a replica which ended has left. */
const LOOK_MS = 10_000;

/**
 * Takes the payloads and steps of events that ended long ago: a sweep an hour, or oftener where days are few, in batches with rests between. All
 * replicas share its pace, and one that starts goes on with what another has left.
 */
export class RetentionSweeper {
  readonly #options: RetentionSweeperOptions;
  readonly #most: number;
  #size: number;
  #stopping = false;
  #loop: Promise<void> | null = null;
  readonly #rest = new Rest();

  constructor(options: RetentionSweeperOptions) {
    this.#options = options;
    this.#most = options.batch ?? BATCH;
    this.#size = this.#most;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Takes nothing more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#rest.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { database, days, log } = this.#options;
    while (!this.#stopping) {
      this.#rest.looking();
      let restMs = LOOK_MS;
      try {
        if (!(await this.#takeTurn()) && days === null) return;
        restMs = Math.min(LOOK_MS, Math.max(1, Math.ceil(await nextSweepInMs(database))));
      } catch (error) {
        this.#size = Math.max(1, Math.floor(this.#size / SMALLER));
        log.warn({ err: error }, 'retention could not go on');
      }
      if (!this.#stopping) await this.#rest.take(restMs);
    }
  }

  /** False = nothing is due, or another replica is at it. */
  async #takeTurn(): Promise<boolean> {
    const { database, days, events } = this.#options;
    const turn = await sweepNext(database, { days, everyMs: everyMs(days), batch: this.#size });
    if (turn === null) return false;
    if (turn.kind === 'removed') {
      this.#size = Math.min(this.#most, this.#size * 2);
      events.emit('payloadsRemoved', turn.batch);
    } else {
      this.#tell(turn.sweep);
    }
    return true;
  }

  #tell({ days, olderThan, events, bytes, byType, startedAt, finishedAt }: Sweep): void {
    const durationMs = (finishedAt ?? startedAt).getTime() - startedAt.getTime();
    const { log } = this.#options;
    const level = events === 0 ? 'debug' : 'info';
    log[level]({ days, olderThan, events, bytes, byType, durationMs }, 'retention removed payloads and steps');
  }
}

function everyMs(days: number | null): number {
  return days === null ? HOUR_MS : Math.min(HOUR_MS, Math.max(1_000, (days * DAY_MS) / 10));
}
