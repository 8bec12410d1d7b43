import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readShopEvent } from '../../../src/domain/events/read-shop-event.ts';
import { readJson } from '../../../src/domain/json.ts';
import { JsonNumber } from '../../../src/domain/json-number.ts';
import type { Shop } from '../../../src/shops/shop.ts';
import { shopify } from '../../../src/shops/shopify/shopify.ts';
import type { EventData, Told } from '../../../src/shops/told.ts';

/** A key that a Shopify shop signs with. */
export const SHOPIFY_SECRET = Buffer.from('hush');

/** A Shopify shop that is called `main`. */
export function shopifyShop(changes: Partial<Shop> = {}): Shop {
  return {
    name: 'main',
    platform: 'shopify',
    businessUnit: 'experience',
    secrets: [SHOPIFY_SECRET],
    currency: 'shop',
    category: null,
    categories: new Map(),
    recordUnpaid: false,
    api: null,
    ...changes,
  };
}

/** The value of `X-Shopify-Hmac-Sha256`. */
export function shopifySignature(body: string | Uint8Array, secret: Uint8Array = SHOPIFY_SECRET): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** A JSON object whose numbers keep their digits. */
export type Sample = { [name: string]: unknown };

/** A body that was sent, by the number of its file; without what it was wrapped in. */
export async function shopifySample(file: string, ...wraps: readonly string[]): Promise<Sample> {
  const path = new URL(`../../fixtures/storefronts/shopify/${file}.json`, import.meta.url);
  let value: unknown = readJson(await readFile(path));
  for (const name of wraps) value = asSample(value)[name];
  return asSample(value);
}

/** A value that is known to be an object of a sample. */
export function asSample(value: unknown): Sample {
  if (!isSample(value)) throw new TypeError('This is no object');
  return value;
}

function isSample(value: unknown): value is Sample {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

/** What a body tells. */
export function told(topic: string, body: unknown, shop: Shop = shopifyShop()): Told {
  return shopify.translate({ topic, body: Buffer.from(JSON.stringify(body)) }, shop);
}

const UNITS = new Map([['experience', { crm: 'suitecrm' as const }]]);
type EventName = Parameters<typeof readShopEvent>[0];

/** An event of ours as intake reads it, from what a delivery tells. */
export function asEvent(type: EventName, data: EventData | null | undefined) {
  const body = { type, timestamp: '2026-01-05T02:00:00Z', data: { business_unit: 'experience', ...data } };
  return readShopEvent(type, readJson(Buffer.from(JSON.stringify(body))), UNITS);
}
