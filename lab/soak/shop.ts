import { setTimeout as pause } from 'node:timers/promises';
import Type from 'typebox';
import Value from 'typebox/value';
import type { StorefrontAnswer } from '../storefront.ts';
import type { Message } from './script/message.ts';
import { sendMessage } from './send-message.ts';

/** How the service answered, counted. */
export interface ShopCounts {
  /** Posts, whatever became of them. */
  sent: number;
  accepted: number;
  duplicates: number;
  /** 503. */
  unavailable: number;
  /** Refused, cut or silent connections. */
  unanswered: number;
  /** Posts that repeat one that was not acknowledged. */
  resent: number;
  /** Webhooks that the shop did not post, or not again although they were not acknowledged. */
  dropped: number;
}

/** An answer that contradicts an earlier one, and the event that the earlier one named. */
export interface Contradiction {
  readonly before: string;
  readonly text: string;
}

const PATIENCE_MS = 2_000;
const RESEND_MS = 50;
const Receipt = Type.Object({ event_id: Type.String(), status: Type.Enum(['accepted', 'duplicate']) });

/**
 * The shops of a storm: they send each webhook until it is acknowledged, each time to any replica that is there; but WooCommerce posts a
 * webhook once, and cares no more.
 */
export class StormShop {
  readonly counts: ShopCounts = {
    sent: 0,
    accepted: 0,
    duplicates: 0,
    unavailable: 0,
    unanswered: 0,
    resent: 0,
    dropped: 0,
  };
  /** Event id by webhook id. */
  readonly acknowledged = new Map<string, string>();
  /** Answers that contradict earlier ones. */
  readonly contradictions: Contradiction[] = [];
  readonly #accepted = new Set<string>();
  readonly #urls: () => readonly string[];
  #turn = 0;

  /** `urls`: where the service listens at the moment. */
  constructor(urls: () => readonly string[]) {
    this.#urls = urls;
  }

  /** Resolves when the webhook was acknowledged or dropped. Rejects with an answer that no later attempt would change. */
  async deliver(message: Message): Promise<void> {
    const { to } = message;
    const [isOurs, isWoo] = [typeof to === 'string', typeof to !== 'string' && to.shop === 'blog'];
    if (typeof to !== 'string' && to.isDropped) return this.#drop();
    for (let attempt = 1; ; attempt += 1) {
      const url = await this.#next();
      this.counts.sent += 1;
      if (attempt > 1) this.counts.resent += 1;
      const answer = await this.#send(url, message);
      if (answer === null) this.counts.unanswered += 1;
      else if (answer.status === (isOurs ? 202 : 200)) return this.#note(message, answer);
      else if (answer.status === 503) this.counts.unavailable += 1;
      else throw new Error(`${message.webhookId} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      if (isWoo) return this.#drop();
      await pause(RESEND_MS);
    }
  }

  #drop(): void {
    this.counts.dropped += 1;
  }

  async #next(): Promise<string> {
    for (;;) {
      const urls = this.#urls();
      this.#turn += 1;
      const url = urls[this.#turn % urls.length];
      if (url !== undefined) return url;
      await pause(RESEND_MS);
    }
  }

  async #send(url: string, message: Message): Promise<StorefrontAnswer | null> {
    const impatient: typeof fetch = (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    try {
      return await sendMessage({ url, fetch: impatient }, message);
    } catch {
      // The process was killed, or is frozen: whether it took the webhook is unknown, so it is sent again.
      return null;
    }
  }

  #note({ webhookId }: Message, { body }: StorefrontAnswer): void {
    const { event_id: eventId, status } = Value.Parse(Receipt, body);
    this.counts[status === 'accepted' ? 'accepted' : 'duplicates'] += 1;
    const before = this.acknowledged.get(webhookId) ?? eventId;
    if (before !== eventId) {
      this.contradictions.push({ before, text: `${webhookId} became event ${before}, then event ${eventId}` });
    }
    if (status === 'accepted' && this.#accepted.has(webhookId)) {
      this.contradictions.push({ before, text: `${webhookId} was accepted twice, not answered as a duplicate` });
    }
    if (status === 'accepted') this.#accepted.add(webhookId);
    this.acknowledged.set(webhookId, eventId);
  }
}
