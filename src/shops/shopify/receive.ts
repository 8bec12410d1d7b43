import { hash } from 'node:crypto';
import { JsonError } from '../../domain/json-error.ts';
import { JsonNumber } from '../../domain/json-number.ts';
import type { Received, ShopRequest } from '../platform.ts';
import type { Shop } from '../shop.ts';
import { shopifyJson } from './read-body.ts';
import { RESOURCES, type ShopifyTopic, shopifyTopic } from './topics.ts';
import { isSignedByShopify } from './verify.ts';

/** What a request to the address of a Shopify shop is. */
export function receiveShopify({ headers, body }: ShopRequest, { secrets }: Pick<Shop, 'secrets'>): Received {
  const header = (name: string) => textOf(headers[name]);
  if (!isSignedByShopify(header('x-shopify-hmac-sha256'), body, secrets)) return { kind: 'unsigned' };
  if (header('x-shopify-test')?.toLowerCase() === 'true') return { kind: 'ignored', reason: 'test_notification' };
  const topic = shopifyTopic(header('x-shopify-topic'));
  if (topic === null) return { kind: 'ignored', reason: 'topic' };
  const read = readSigned(body);
  if (read === null) return { kind: 'not_json' };
  const id = usable(header('x-shopify-event-id')) ?? usable(header('x-shopify-webhook-id')) ?? contentOf(body);
  return { kind: 'delivery', topic, id: `${topic} ${id}`, resource: resourceOf(topic, read.json) };
}

/** The JSON of a signed body; undefined for one that is JSON but more than we read, which is kept for people to see. Null for no JSON. */
function readSigned(body: Uint8Array): { readonly json: unknown } | null {
  try {
    return { json: shopifyJson(body) };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return isJson(body) ? { json: undefined } : null;
  }
}

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
    return true;
  } catch {
    return false;
  }
}

function resourceOf(topic: ShopifyTopic, json: unknown): string | null {
  const [kind, ...place] = RESOURCES[topic];
  let value = json;
  for (const name of place) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  const id = value instanceof JsonNumber ? value.plain : typeof value === 'string' ? value.trim() : null;
  return id !== null && usable(id) !== null ? `${kind} ${id}` : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

const ID = /^[\x21-\x7e]{1,200}$/;

function usable(text: string | null): string | null {
  return text !== null && ID.test(text) ? text : null;
}

function contentOf(body: Uint8Array): string {
  return hash('sha256', body, 'hex');
}

function textOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
