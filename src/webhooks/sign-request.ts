import { createHmac } from 'node:crypto';
import type { WebhookRoute } from '../domain/events/event-types.ts';

/** The webhook routes of tillbridge that a shop posts to. */
export type Route = WebhookRoute;

/** Who signs, and for which service. */
export interface Sender {
  /** Where the service listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** `whsec_` and base64. Several, separated by a space, sign side by side as a sender does while a secret rotates. */
  readonly secret: string;
}

/** What one message is sent with, where it must differ from the ordinary. */
export interface SendOptions {
  /** The `webhook-id`: the same one again is a redelivery. */
  readonly id?: string;
  readonly timestamp?: Date;
  /** Headers beside those of the signature. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A signed message as it goes over the wire. */
export interface SignedRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes the request that carries a body; `id` is its `webhook-id`, and it is signed at `timestamp`. */
export function signRequest(
  { url, secret }: Sender,
  route: Route,
  body: string,
  { id, timestamp, headers = {} }: SendOptions & { readonly id: string; readonly timestamp: Date },
): SignedRequest {
  const signature = signatureHeaders(secret, id, timestamp, body);
  return {
    method: 'POST',
    url: `${url}/webhooks/${route}`,
    headers: { ...headers, 'content-type': 'application/json', ...signature },
    body,
  };
}

/** The three headers of a signed message: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, once per secret. */
export function signatureHeaders(
  secret: string,
  id: string,
  timestamp: Date,
  body: string | Uint8Array,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const seconds = String(Math.floor(timestamp.getTime() / 1000));
  const signatures = secret.split(' ').map((one) => {
    const key = Buffer.from(one.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') };
}
