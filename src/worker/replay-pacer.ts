import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import { nextReplayInMs, type ReplayTurn, replayNext } from '../operations/replays/replay-next.ts';

/** What a pacer stands on. */
export interface ReplayPacerOptions {
  readonly database: Database;
  /** How often to look for bulk replays that another replica has started, in milliseconds. */
  readonly pollMs: number;
  readonly log: Logger;
  /** Told of each event that was put back in line. */
  readonly onReplayed: () => void;
}

/** Carries out bulk replays at their pace, which all replicas share, and goes on with them after a restart. */
export class ReplayPacer {
  readonly #options: ReplayPacerOptions;
  #stopping = false;
  #loop: Promise<void> | null = null;
  #rouse: (() => void) | null = null;

  constructor(options: ReplayPacerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Looks for a bulk replay now. */
  wake(): void {
    this.#rouse?.();
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
      try {
        const turn = await replayNext(database);
        if (turn === null) await this.#rest(Math.min(pollMs, (await nextReplayInMs(database)) ?? pollMs));
        else this.#tell(turn);
      } catch (error) {
        log.warn({ err: error }, 'bulk replays could not go on');
        await this.#rest(pollMs);
      }
    }
  }

  #tell(turn: Exclude<ReplayTurn, null>): void {
    const { log, onReplayed } = this.#options;
    const { kind, replayId: replay } = turn;
    if (kind === 'finished') {
      log.info({ replay }, 'bulk replay finished');
    } else {
      log.info({ replay, event: turn.eventId }, kind === 'replayed' ? 'event replayed' : 'event needs no replay');
      if (kind === 'replayed') onReplayed();
    }
  }

  // Never no time at all: a replay that is due may be in the hands of another replica.
  async #rest(ms: number): Promise<void> {
    if (this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(ms, 1));
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#rouse = null;
  }
}
