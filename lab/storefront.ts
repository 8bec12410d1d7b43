import { randomUUID } from 'node:crypto';
import { type Route, type Sender, type SendOptions, signRequest } from '../src/webhooks/sign-request.ts';

export interface StorefrontOptions extends Sender {
  readonly fetch?: typeof fetch;
  readonly now?: () => Date;
  /** Makes the `webhook-id` of each message. */
  readonly newId?: () => string;
}

export interface StorefrontAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where the answer is JSON, else its text. */
  readonly body: unknown;
}

/** A shop that signs what it posts as Standard Webhooks 1.0 asks. */
export interface Storefront {
  /** Posts a body, given as JSON or as the exact text to send. Rejects when the service cannot be reached. */
  send(route: Route, body: object | string, options?: SendOptions): Promise<StorefrontAnswer>;
}

export function createStorefront(options: StorefrontOptions): Storefront {
  const { url, secret, fetch: post = fetch, now = () => new Date(), newId = () => `msg_${randomUUID()}` } = options;
  return {
    async send(route, body, { id = newId(), timestamp = now(), headers = {} } = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const { url: address, ...request } = signRequest({ url, secret }, route, text, { id, timestamp, headers });
      const answer = await post(address, request);
      const answerText = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: answerText === '' ? null : JSON.parse(answerText),
      };
    },
  };
}
