import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readShopEvent } from '../../../src/domain/events/read-shop-event.ts';
import { readJson } from '../../../src/domain/json.ts';
import { JsonNumber } from '../../../src/domain/json-number.ts';
import type { Shop } from '../../../src/shops/shop.ts';
import { shopify } from '../../../src/shops/shopify/shopify.ts';
import type { EventData, ToldByShop } from '../../../src/shops/told.ts';

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
export function told(topic: string, body: unknown, shop: Shop = shopifyShop()): ToldByShop {
  return shopify.translate({ topic, body: Buffer.from(JSON.stringify(body)) }, shop);
}

const UNITS = new Map([['experience', { crm: 'suitecrm' as const }]]);
type EventName = Parameters<typeof readShopEvent>[0];

/** An event of ours as intake reads it, from what a delivery tells. */
export function asEvent(type: EventName, data: EventData | null | undefined) {
  const body = { type, timestamp: '2026-01-05T02:00:00Z', data: { business_unit: 'experience', ...data } };
  return readShopEvent(type, readJson(Buffer.from(JSON.stringify(body))), UNITS);
}

/** An order of Shopify's: two of a mug at 10.00 and 10 % tax on top, freight of 5.00. What comes to other totals says so. */
export function shopifyOrder(changes: Sample = {}): Sample {
  return {
    id: 5001,
    name: '#1001',
    created_at: '2026-01-05T10:00:00+08:00',
    processed_at: '2026-01-05T09:59:58+08:00',
    updated_at: '2026-01-05T10:00:05+08:00',
    cancelled_at: null,
    financial_status: 'paid',
    currency: 'USD',
    presentment_currency: 'USD',
    taxes_included: false,
    total_price: '27.00',
    total_tax: '2.00',
    contact_email: 'ada@example.com',
    email: 'ada@example.com',
    customer: null,
    billing_address: null,
    shipping_address: null,
    line_items: [shopifyLine()],
    shipping_lines: [{ id: 1, price: '5.00', discount_allocations: [], tax_lines: [], is_removed: false }],
    refunds: [],
    ...changes,
  };
}

/** A line of it. */
export function shopifyLine(changes: Sample = {}): Sample {
  return {
    id: 71,
    variant_id: 81,
    product_id: 91,
    sku: 'MUG',
    name: 'Mug - Blue',
    quantity: 2,
    price: '10.00',
    requires_shipping: true,
    discount_allocations: [],
    tax_lines: [{ title: 'VAT', price: '2.00', rate: 0.1 }],
    duties: [],
    ...changes,
  };
}

/** A refund of one of the two mugs, whose money went back. */
export function shopifyRefund(changes: Sample = {}): Sample {
  return {
    id: 6001,
    order_id: 5001,
    created_at: '2026-01-06T10:00:00+08:00',
    processed_at: '2026-01-06T10:00:00+08:00',
    note: '',
    refund_line_items: [{ line_item_id: 71, quantity: 1, subtotal: 10, total_tax: 1, line_item: shopifyLine() }],
    refund_shipping_lines: [],
    order_adjustments: [],
    transactions: [refundPayment('11.00')],
    ...changes,
  };
}

/** Money that went back. */
export function refundPayment(amount: string, changes: Sample = {}): Sample {
  return { kind: 'refund', status: 'success', amount, currency: 'USD', ...changes };
}

/** An amount in both currencies. */
export function moneySet(shop: string, presentment: string = shop, currencies = ['USD', 'USD']): Sample {
  return {
    shop_money: { amount: shop, currency_code: currencies[0] },
    presentment_money: { amount: presentment, currency_code: currencies[1] },
  };
}
