import { createHash } from 'node:crypto';
import { readExactInstant } from '../domain/dates.ts';
import type { ShopEventType } from '../domain/events/event-types.ts';
import type { Shop } from './shop.ts';
import type { CustomerTold, EventData, OrderTold, ProductTold, RefundTold, ToldByShop } from './told.ts';

/** A webhook of ours that a delivery leads to. */
export interface Child {
  /** One for what it tells, however often and in whatever delivery the platform tells it. */
  readonly webhookId: string;
  readonly type: ShopEventType;
  /** When it was so. */
  readonly timestamp: string;
  readonly data: EventData;
}

/** What an order was last told to be. */
export interface OrderKnown {
  readonly status: OrderTold['status'];
  /** As `readExactInstant` gives it. */
  readonly at: string;
}

/** What was made of earlier deliveries of a shop. */
export interface ToldBefore {
  /** By order id. */
  readonly orders: ReadonlyMap<string, OrderKnown>;
}

const RANK: Readonly<Record<OrderTold['status'], number>> = { 'Not Paid': 0, Paid: 1, Canceled: 2 };

/**
 * What a delivery leads to, in the order in which it is to be done. A platform repeats, reorders and merges what it tells: an order is
 * recorded once, its status changes by what is newer than what was told before, and a refund is given back once.
 */
export function childrenOf(shop: Shop, told: ToldByShop, before: ToldBefore): Child[] {
  const unrecorded = new Set<string>();
  const orders = told.orders.flatMap((order) => {
    const children = ofOrder(shop, order, before.orders.get(order.orderId) ?? null, refundsOf(shop, told, order));
    if (children === null) unrecorded.add(order.orderId);
    return children ?? [];
  });
  const inOrders = new Set(told.orders.map(({ orderId }) => orderId));
  const refunds = told.refunds.filter(({ orderId }) => !inOrders.has(orderId)).map((refund) => ofRefund(shop, refund));
  return [
    ...told.customers.map((customer) => ofCustomer(shop, customer)),
    ...orders,
    ...refunds,
    ...told.products.map((product) => ofProduct(shop, product)),
  ];
}

/** The webhook id of a refund's child. */
export function refundWebhookId(shop: Pick<Shop, 'name'>, refundId: string): string {
  return childId(shop, 'order.refunded', refundId);
}

function refundsOf(shop: Shop, { refunds }: ToldByShop, { orderId }: OrderTold): Child[] {
  return refunds.filter((refund) => refund.orderId === orderId).map((refund) => ofRefund(shop, refund));
}

/** Null = it is not recorded yet. What is given back goes before a cancellation: nothing is given back of a canceled order. */
function ofOrder(shop: Shop, order: OrderTold, known: OrderKnown | null, refunds: readonly Child[]): Child[] | null {
  const { orderId, at, status, wasPaid } = order;
  if (known !== null) return [...refunds, ...(changes(known, order) ? [ofStatus(shop, order)] : [])];
  if (!wasPaid && !shop.recordUnpaid) return null;
  const first = wasPaid ? 'Paid' : status;
  const recorded = {
    webhookId: childId(shop, 'order.paid', orderId),
    type: 'order.paid',
    timestamp: at,
    data: { business_unit: shop.businessUnit, status: first, ...order.data },
  } as const;
  return [recorded, ...refunds, ...(first === status ? [] : [ofStatus(shop, order)])];
}

/** A snapshot of the same second says more where it is further on. */
function changes(known: OrderKnown, { status, at }: OrderTold): boolean {
  if (status === known.status) return false;
  const [then, now] = [known.at, readExactInstant(at) ?? at];
  return now > then || (now === then && RANK[status] > RANK[known.status]);
}

function ofStatus(shop: Shop, { orderId, at, status }: OrderTold): Child {
  return {
    webhookId: childId(shop, 'order.updated', orderId, status, at),
    type: 'order.updated',
    timestamp: at,
    data: { business_unit: shop.businessUnit, order_id: orderId, updated_at: at, status },
  };
}

function ofRefund(shop: Shop, { refundId, at, data, byAmount }: RefundTold): Child {
  const given = data ?? byAmount;
  if (given === null) throw new TypeError('A refund is told by its lines or by its amount');
  return {
    webhookId: refundWebhookId(shop, refundId),
    type: 'order.refunded',
    timestamp: at,
    data: { business_unit: shop.businessUnit, ...given },
  };
}

function ofCustomer(shop: Shop, { userId, isNew, at, customer }: CustomerTold): Child {
  const type = isNew ? 'customer.registered' : 'customer.updated';
  const data = { business_unit: shop.businessUnit, ...(isNew ? {} : { updated_at: at }), customer };
  const id = isNew ? childId(shop, type, userId) : childId(shop, type, userId, at, digest(data));
  return { webhookId: id, type, timestamp: at, data };
}

function ofProduct(shop: Shop, { productId, at, data }: ProductTold): Child {
  const whole = { business_unit: shop.businessUnit, ...data };
  const webhookId = childId(shop, 'product.updated', productId, at, digest(whole));
  return { webhookId, type: 'product.updated', timestamp: at, data: whole };
}

/** No `webhook-id` of a shop of ours looks like it: those hold no blanks. */
function childId({ name }: Pick<Shop, 'name'>, type: ShopEventType, ...parts: readonly string[]): string {
  return ['child', name, type, ...parts].join(' ');
}

/** Two changes of one second are two. */
function digest(data: EventData): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16);
}
