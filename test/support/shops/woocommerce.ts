import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { OrderPaid } from '../../../src/domain/events/order-paid.ts';
import type { OrderRefunded } from '../../../src/domain/events/order-refunded.ts';
import { readShopEvent } from '../../../src/domain/events/read-shop-event.ts';
import { readJson } from '../../../src/domain/json.ts';
import type { Delivery, ShopRequest } from '../../../src/shops/platform.ts';
import type { Shop } from '../../../src/shops/shop.ts';
import type { EventData, OrderTold, RefundTold, ToldByShop } from '../../../src/shops/told.ts';
import { woocommerce } from '../../../src/shops/woocommerce/woocommerce.ts';

const FOLDER = new URL('../../fixtures/storefronts/woocommerce/', import.meta.url);
const UNITS = new Map([['experience', { crm: 'suitecrm' as const }]]);

/** A shop of WooCommerce, with what a test wants otherwise. */
export function wooShop(changes: Partial<Shop> = {}): Shop {
  return {
    name: 'blog',
    platform: 'woocommerce',
    businessUnit: 'experience',
    secrets: [Buffer.from('woo-secret')],
    currency: 'shop',
    category: 'E',
    categories: new Map(),
    recordUnpaid: false,
    api: { url: 'https://blog.example.com', key: 'ck_1', secret: 'cs_1', catchUpMs: 600_000 },
    ...changes,
  };
}

/** The bytes of a sample. */
export async function wooSample(file: string): Promise<Buffer> {
  return await readFile(new URL(file, FOLDER));
}

/** The JSON of a sample, with numbers as JavaScript has them. */
export async function wooSampleJson(file: string): Promise<Record<string, unknown>> {
  const json: Record<string, unknown> = JSON.parse((await wooSample(file)).toString('utf8'));
  return json;
}

export function delivery(topic: string, body: unknown): Delivery {
  return { topic, body: body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body)) };
}

/** A request as WooCommerce sends it. */
export function signedRequest(topic: string, body: string, secret = 'woo-secret'): ShopRequest {
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return {
    headers: {
      'content-type': 'application/json',
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-signature': signature,
    },
    body: Buffer.from(body),
  };
}

/** What a delivery of an order tells. */
export function orderTold(body: unknown, shop = wooShop()): ToldByShop {
  return woocommerce.translate(delivery('order.updated', body), shop);
}

/** The one order that a delivery tells of. */
export function onlyOrder(told: ToldByShop): OrderTold {
  const [order, ...others] = told.orders;
  if (order === undefined || others.length > 0) throw new Error(`${told.orders.length} orders were told, not one`);
  return order;
}

/** The refunds of an answer of the shop's API. */
export function refundsTold(answer: unknown, orderBody: unknown, shop = wooShop()): readonly RefundTold[] {
  const json = readJson(Buffer.from(JSON.stringify(answer)));
  return woocommerce.readRefunds?.(json, delivery('order.updated', orderBody), shop) ?? [];
}

/** The order as intake understands what was told of it. Throws with the faults where it is refused. */
export function takenOrder({ status, data }: OrderTold): OrderPaid {
  const event = taken('order.paid', { business_unit: 'experience', status, ...data });
  if (event.type !== 'order.paid') throw new Error(`It is taken for ${event.type}`);
  return event;
}

/** The refund as intake understands it. */
export function takenRefund(data: EventData | null): OrderRefunded {
  const event = taken('order.refunded', { business_unit: 'experience', ...data });
  if (event.type !== 'order.refunded') throw new Error(`It is taken for ${event.type}`);
  return event;
}

/** Any event as intake understands it. */
export function taken(type: Parameters<typeof readShopEvent>[0], data: EventData) {
  const body = JSON.stringify({ type, timestamp: '2026-01-05T02:00:00Z', data });
  const read = readShopEvent(type, readJson(Buffer.from(body)), UNITS);
  if (!read.ok) throw new Error(read.faults.map(({ path, message }) => `${path} ${message}`).join(' '));
  return read.event;
}
