import { expect, test } from 'vitest';
import { childrenOf, type OrderKnown } from '../../src/shops/children.ts';
import type { Shop } from '../../src/shops/shop.ts';
import { NOTHING_TOLD, type OrderTold, type RefundTold } from '../../src/shops/told.ts';

const SHOP: Shop = {
  name: 'main',
  platform: 'shopify',
  businessUnit: 'experience',
  secrets: [],
  currency: 'shop',
  category: null,
  categories: new Map(),
  recordUnpaid: false,
  api: null,
};
const AT = '2026-01-05T02:00:00Z';
const LATER = '2026-01-05T03:00:00Z';
const order = (status: OrderTold['status'], changes: Partial<OrderTold> = {}): OrderTold => ({
  orderId: 'main:1',
  at: AT,
  status,
  wasPaid: status !== 'Not Paid',
  data: { order_id: 'main:1' },
  ...changes,
});
const refund = (orderId = 'main:1'): RefundTold => ({
  refundId: 'main:9',
  orderId,
  at: AT,
  data: { refund_id: 'main:9', order_id: orderId },
  byAmount: null,
});
const known = (status: OrderKnown['status'], at = '2026-01-05T02:00:00.000000Z') =>
  new Map([['main:1', { status, at }]]);

function told(
  orders: readonly OrderTold[],
  options: { before?: ReadonlyMap<string, OrderKnown>; refunds?: readonly RefundTold[]; recordUnpaid?: boolean } = {},
) {
  const { before = new Map(), refunds = [], recordUnpaid = false } = options;
  const children = childrenOf({ ...SHOP, recordUnpaid }, { ...NOTHING_TOLD, orders, refunds }, { orders: before });
  return children.map(({ type, data }) => [type, data.status ?? data.refund_id]);
}

test.each([
  ['that is paid is recorded', [order('Paid')], {}, [['order.paid', 'Paid']]],
  ['that is not paid is not recorded', [order('Not Paid')], {}, []],
  [
    'that is not paid is recorded where the shop wants it',
    [order('Not Paid')],
    { recordUnpaid: true },
    [['order.paid', 'Not Paid']],
  ],
  [
    'that is first seen canceled after it was paid is recorded and canceled',
    [order('Canceled')],
    {},
    [
      ['order.paid', 'Paid'],
      ['order.updated', 'Canceled'],
    ],
  ],
  ['that is known as it is changes nothing', [order('Paid')], { before: known('Paid') }, []],
  [
    'that is paid at last is updated',
    [order('Paid', { at: LATER })],
    { before: known('Not Paid') },
    [['order.updated', 'Paid']],
  ],
  [
    'whose snapshot is older changes nothing',
    [order('Not Paid', { at: '2026-01-05T01:00:00Z' })],
    { before: known('Paid') },
    [],
  ],
  [
    'whose snapshot is of the same second is taken where it is further on',
    [order('Paid')],
    { before: known('Not Paid') },
    [['order.updated', 'Paid']],
  ],
  ['whose snapshot is of the same second is not taken back', [order('Not Paid')], { before: known('Paid') }, []],
  [
    'gives back before it is canceled',
    [order('Canceled', { at: LATER })],
    { before: known('Paid'), refunds: [refund()] },
    [
      ['order.refunded', 'main:9'],
      ['order.updated', 'Canceled'],
    ],
  ],
  ['that is not recorded gives nothing back yet', [order('Not Paid')], { refunds: [refund()] }, []],
])('an order %s', (_, orders, options, expected) => {
  expect(told(orders, options)).toEqual(expected);
});

test('a refund that is told by itself waits for its order in the inbox', () => {
  expect(told([], { refunds: [refund('main:2')] })).toEqual([['order.refunded', 'main:9']]);
});

test('what is told twice bears one webhook id, and two changes of one second are two', () => {
  const customer = (name: string) => ({ userId: 'main:3', isNew: false, at: AT, customer: { first_name: name } });
  const ids = (...names: string[]) =>
    childrenOf(SHOP, { ...NOTHING_TOLD, customers: names.map(customer) }, { orders: new Map() }).map(
      ({ webhookId }) => webhookId,
    );
  expect(new Set(ids('Iam', 'Iam', 'Iris')).size).toBe(2);
});
