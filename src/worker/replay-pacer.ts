import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import { nextReplayInMs, type ReplayTurn, replayNext } from '../operations/replays/replay-next.ts';
import { Rest } from './rest.ts';

/** What a pacer stands on. */
export interface ReplayPacerOptions {
  readonly database: Database;
  /** How often to look for bulk replays that another replica has started, in milliseconds. */
  readonly pollMs: number;
  readonly log: Logger;
  /** Told of each event that was put back in line. */
  readonly events: ServiceEvents;
}

/** Carries out bulk replays at their pace, which all replicas share, and goes on with them after a restart. */
export class ReplayPacer {
  readonly #options: ReplayPacerOptions;
  #stopping = false;
  #loop: Promise<void> | null = null;
  readonly #rest = new Rest();

  constructor(options: ReplayPacerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Looks for a bulk replay now. */
  wake(): void {
    this.#rest.wake();
  }

  /** Replays nothing more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { database, pollMs, log } = this.#options;
    while (!this.#stopping) {
      this.#rest.looking();
      try {
        const turn = await replayNext(database);
        if (turn !== null) {
          this.#tell(turn);
          continue;
        }
        // Never no time at all: a replay that is due may be in the hands of another replica.
        const nextMs = (await nextReplayInMs(database)) ?? pollMs;
        await this.#rest.take(Math.max(1, Math.min(pollMs, Math.ceil(nextMs))));
      } catch (error) {
        log.warn({ err: error }, 'bulk replays could not go on');
        await this.#rest.take(pollMs);
      }
    }
  }

  #tell(turn: Exclude<ReplayTurn, null>): void {
    const { log, events } = this.#options;
    const { kind, replayId: replay } = turn;
    if (kind === 'finished') {
      log.info({ replay }, 'bulk replay finished');
    } else {
      log.info({ replay, event: turn.eventId }, kind === 'replayed' ? 'event replayed' : 'event needs no replay');
      if (kind === 'replayed') events.emit('replayed', { events: 1 });
    }
  }
}
