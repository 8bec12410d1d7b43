import { expect, test } from 'vitest';
import { eventType, SHOP_EVENT_TYPES } from '../../../src/domain/events/event-types.ts';
import { rereadShopEvent } from '../../../src/domain/events/read-shop-event.ts';
import { sampleOrder, sampleRefund } from '../../../src/domain/events/samples.ts';
import { readJson } from '../../../src/domain/json.ts';

/*
 * Events stand in databases by these readings: what one takes, and what it understands, never changes again. Where a snapshot would
 * change, the event type gets a new reading at its end, and the old one stays.
 */

test.each(SHOP_EVENT_TYPES)('every reading of %s takes what it took', (type) => {
  eventType(type).readings.forEach(({ schema }, index) => {
    expect(schema).toMatchSnapshot(`reading ${index + 1}`);
  });
});

test.each(SHOP_EVENT_TYPES)('what every reading makes of the sample of %s is as it was', (type) => {
  const { readings, sample } = eventType(type);
  const body = Buffer.from(JSON.stringify(sample));
  readings.forEach((_, index) => {
    expect(rereadShopEvent(type, readJson(body), index + 1)).toMatchSnapshot(`reading ${index + 1}`);
  });
});

test('an order of the first reading stays what it was, whatever its later fields say', () => {
  const later = {
    decimals: 0,
    prices_include_tax: true,
    discounts: [{ amount: '5' }],
    fees: 'none',
    order_number: '#1',
  };
  const lines = [{ line_id: '1', sku: 'A', quantity: '1', list_price: '99.9', vat_rate: '5', tax_amount: 'x' }];
  const shipping = { amount: '10', tax_rate: undefined, tax_amount: [] };
  const data = { groups: null, lines, shipping, totals: { total_amount: '114.9' }, ...later };
  const [first, second] = [1, 2].map((reading) => {
    const read = rereadShopEvent('order.paid', readJson(Buffer.from(JSON.stringify(sampleOrder(data)))), reading);
    return read?.event.type === 'order.paid' ? read.event : null;
  });
  expect(first?.order).toMatchObject({
    decimals: 2,
    pricesIncludeTax: false,
    discounts: [],
    orderNumber: first?.order.orderId,
  });
  expect(String(first?.priced.invoice.totalAmount)).toBe('114.9');
  expect(second).toBeNull();
});

test('a refund of the first reading gives all back where it names no line', () => {
  const data = { lines: null, shipping: false, amount: '15', tax_amount: [] };
  const document = readJson(Buffer.from(JSON.stringify(sampleRefund(data))));
  expect(rereadShopEvent('order.refunded', document, 1)?.event).toMatchObject({
    refund: { lines: 'rest', shipping: 'rest', money: null },
  });
  expect(rereadShopEvent('order.refunded', document, 2)).toBeNull();
});

test('a reading that there is not (yet) reads nothing', () => {
  const body = readJson(Buffer.from(JSON.stringify(eventType('order.paid').sample)));
  expect([0, 3, -1].map((reading) => rereadShopEvent('order.paid', body, reading))).toEqual([null, null, null]);
});
