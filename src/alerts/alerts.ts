import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import type { AlertType } from '../domain/alerts.ts';
import { TillbridgeError } from '../domain/errors.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import { alertBody } from './alert-body.ts';
import type { AlertKind, Notice } from './alert-kind.ts';
import { claimAlerts, giveBackAlert, holdAlert } from './held-alerts.ts';
import { forgetMarks } from './marks.ts';
import type { AlertMessage, AlertPost } from './post-alert.ts';

/** How alerts keep time, in milliseconds. */
export interface AlertTimings {
  /** How often to look when nothing wakes them. */
  readonly tickMs: number;
  /** Between two rounds at least, however much happens. */
  readonly gapMs: number;
  /** One try of a post. */
  readonly timeoutMs: number;
  /** The pauses before the tries that follow the first. */
  readonly backoffMs: readonly number[];
}

/** What alerts stand on. */
export interface AlertsOptions {
  readonly database: Database;
  readonly kinds: readonly AlertKind[];
  readonly post: AlertPost;
  /** Where people go from an alert; null = the service does not know its own address. */
  readonly consoleUrl: string | null;
  readonly now: () => Date;
  /** Makes a UUID. */
  readonly newId: () => string;
  readonly events: ServiceEvents;
  readonly log: Logger;
  readonly timings: AlertTimings;
}

const FORGET_EVERY_MS = 3_600_000;
const FORGOTTEN_AFTER_MS = 30 * 86_400_000;

/**
 * Tells people what needs them. The kinds note what they hear of and nobody waits for them; one loop asks them, writes what there is to the
 * database, takes what may be told and posts it. What is in memory is a handful of texts, whatever happens and however slow the receiver is.
 */
export class Alerts {
  readonly #options: AlertsOptions;
  readonly #ended = new AbortController();
  /** Collected, and not in the database yet. */
  readonly #unheld = new Map<AlertType, Notice>();
  #awake = true;
  #resting = new AbortController();
  #loop: Promise<void> | null = null;
  #forgotAt = Number.NEGATIVE_INFINITY;

  constructor(options: AlertsOptions) {
    this.#options = options;
    for (const kind of options.kinds) kind.listen(options.events, () => this.#wake());
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Sends nothing more: what is on its way is given up, and what is not told yet is kept for another replica or the next start. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#loop;
    await this.#collect(this.#options.now());
    await this.#hold().catch((error: unknown) => this.#warn(error));
    await this.#options.post.close();
  }

  #wake(): void {
    this.#awake = true;
    this.#resting.abort();
  }

  async #run(): Promise<void> {
    const { tickMs, gapMs } = this.#options.timings;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      if (!this.#awake) await this.#rest(tickMs);
      if (signal.aborted) return;
      this.#awake = false;
      this.#resting = new AbortController();
      await this.#round().catch((error: unknown) => this.#warn(error));
      await pause(gapMs, undefined, { signal }).catch(() => {});
    }
  }

  async #rest(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.#ended.signal, this.#resting.signal]);
    await pause(ms, undefined, { signal }).catch(() => {});
  }

  async #round(): Promise<void> {
    const { database, now, events } = this.#options;
    await this.#collect(now());
    const held = await this.#hold();
    const claimed = await claimAlerts(database, now());
    for (const { type, count } of held) {
      if (!claimed.some((alert) => alert.type === type))
        events.emit('alertEnded', { type, outcome: 'suppressed', count });
    }
    await Promise.all(claimed.map((alert) => this.#send(alert)));
    await this.#forget(now());
  }

  /** Asks each kind; one that cannot tell keeps what it has noted. */
  async #collect(now: Date): Promise<void> {
    for (const kind of this.#options.kinds) {
      try {
        for (const notice of await kind.collect(now)) this.#keep(notice);
      } catch (error) {
        this.#warn(error);
      }
    }
  }

  #keep(notice: Notice): void {
    const count = notice.count + (this.#unheld.get(notice.type)?.count ?? 0);
    this.#unheld.set(notice.type, { ...notice, count });
  }

  async #hold(): Promise<Notice[]> {
    const held: Notice[] = [];
    for (const [type, notice] of [...this.#unheld]) {
      await holdAlert(this.#options.database, notice);
      this.#unheld.delete(type);
      held.push(notice);
    }
    return held;
  }

  async #send(alert: Notice): Promise<void> {
    const { database, events, log, timings } = this.#options;
    const { type, count } = alert;
    const failure = await this.#tryToPost(alert);
    if (failure === null) {
      log.info({ type, count }, 'alert sent');
      events.emit('alertEnded', { type, outcome: 'sent', count: 1 });
      return;
    }
    if (!this.#ended.signal.aborted) {
      log.warn({ type, count, tries: timings.backoffMs.length + 1, err: failure }, 'an alert could not be sent');
      events.emit('alertEnded', { type, outcome: 'failed', count: 1 });
    }
    await giveBackAlert(database, type, count).catch((error: unknown) => this.#warn(error));
  }

  /** What the last try failed of; null = it arrived. */
  async #tryToPost(alert: Notice): Promise<unknown> {
    const { consoleUrl, newId, now, timings } = this.#options;
    const { signal } = this.#ended;
    // The same message at each try, so that a receiver can tell that it has it.
    const message = { id: `alert_${newId()}`, body: alertBody(alert, consoleUrl), signal };
    let failure: unknown;
    for (const pauseMs of [0, ...timings.backoffMs]) {
      try {
        await pause(pauseMs, undefined, { signal });
        await this.#postOnce(alert.type, { ...message, sentAt: now() });
        return null;
      } catch (error) {
        failure = error;
        if (signal.aborted) break;
      }
    }
    return failure;
  }

  async #postOnce(type: AlertType, message: AlertMessage): Promise<void> {
    const { post, events, now } = this.#options;
    const begun = now().getTime();
    let code: string | null = null;
    try {
      await post.post(message);
    } catch (error) {
      code = error instanceof TillbridgeError ? error.code : 'unexpected';
      throw error;
    } finally {
      events.emit('alertPosted', { type, durationMs: now().getTime() - begun, code });
    }
  }

  async #forget(now: Date): Promise<void> {
    if (now.getTime() - this.#forgotAt < FORGET_EVERY_MS) return;
    this.#forgotAt = now.getTime();
    const before = new Date(now.getTime() - FORGOTTEN_AFTER_MS);
    for (const kind of ['error_group', 'oldest_event'] as const)
      await forgetMarks(this.#options.database, kind, before);
  }

  #warn(error: unknown): void {
    this.#options.log.warn({ err: error }, 'alerts wait: what they need could not be read or written');
  }
}
