import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { JsonError } from '../../domain/json.ts';
import { JsonNumber } from '../../domain/json-number.ts';
import type { Received, ShopRequest } from '../platform.ts';
import type { Shop } from '../shop.ts';
import { memberOf, readWooJson } from './read-body.ts';
import { isSignedByWoo } from './verify.ts';

const SIGNATURE = 'x-wc-webhook-signature';
const TOPIC = 'x-wc-webhook-topic';
/** What WooCommerce posts, unsigned, when a webhook is saved; it must be answered with 200. */
const PING = /^webhook_id=\d{1,20}$/;
const MAX_PING_BYTES = 64;

/** The topics that say something to us. */
export const WOO_TOPICS = [
  'customer.created',
  'customer.updated',
  'order.created',
  'order.updated',
  'product.updated',
] as const;
export type WooTopic = (typeof WOO_TOPICS)[number];

export function isWooTopic(text: string): text is WooTopic {
  return WOO_TOPICS.some((topic) => topic === text);
}

/** What a request of a WooCommerce shop is. What is signed is never refused, since the shop counts refusals until it stops sending. */
export function receiveWoo({ headers, body }: ShopRequest, { secrets }: Pick<Shop, 'secrets'>): Received {
  if (headers[SIGNATURE] === undefined && isPing(headers, body)) return { kind: 'ignored', reason: 'ping' };
  if (!isSignedByWoo(headers[SIGNATURE], body, secrets)) return { kind: 'unsigned' };
  const topic = headers[TOPIC];
  if (typeof topic !== 'string' || !isWooTopic(topic)) return { kind: 'ignored', reason: 'topic' };
  return { kind: 'delivery', topic, id: `${topic}:${hash('sha256', body, 'hex')}`, resource: resourceOf(topic, body) };
}

function isPing(headers: IncomingHttpHeaders, body: Uint8Array): boolean {
  const isForm = headers['content-type']?.trim().toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
  return isForm && body.length <= MAX_PING_BYTES && PING.test(Buffer.from(body).toString('latin1').trim());
}

/** Such as `order 4711`; null where the body does not tell. */
function resourceOf(topic: WooTopic, body: Uint8Array): string | null {
  const [kind] = topic.split('.');
  try {
    const id = memberOf(readWooJson(body), 'id');
    const text = id instanceof JsonNumber ? id.plain : id;
    return typeof text === 'string' && /^\d{1,20}$/.test(text) ? `${kind} ${text}` : null;
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}
