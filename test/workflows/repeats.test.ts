import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { callsDuring } from '../support/workflows/calls.ts';
import { returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { changed, newId, newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

describe('what is sent again under another webhook id', () => {
  const bench = useBench();

  it('changes nothing where it says the same in other words', async () => {
    const order = newOrder({ ordered_at: '2026-03-02T09:00:00Z', groups: undefined, lines: [newLine()] });
    await bench.play('orders', order);
    const calls = await callsDuring(bench, async () => {
      const again = changed(order, {
        ordered_at: '2026-03-02 17:00:00 +0800',
        description: '  ',
        lines: [newLine({ list_price: 100.0, vat_rate: '0', marker: null })],
        loyalty: { points: 7 },
      });
      expect(await bench.play('orders', again)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(calls).toEqual([]);
  });

  it.each<[string, Overrides, string]>([
    ['another price', { lines: [newLine({ list_price: '120' })] }, 'lines 1 listPrice (100 before, 120 now)'],
    ['a line more', { lines: [newLine(), newLine({ line_id: '2', sku: 'CUP' })] }, 'lines 2'],
    ['another currency', { currency: 'USD' }, 'order currency (TWD before, USD now)'],
    [
      'a price beside the status',
      { status: 'Canceled', shipping: { amount: '5' } },
      'status (Paid before, Canceled now)',
    ],
    ['shipping', { shipping: { amount: '5' } }, 'order shipping amount (0 before, 5 now)'],
    ['another customer', { customer: { user_id: 'somebody else' } }, 'order customer userId'],
    ['a promotion', { promotions: ['PROMO10'] }, 'order promotions 1'],
    ['another day', { ordered_at: '2026-03-03T09:00:00Z' }, 'orderedAt (2026-03-02T09:00:00.000Z before'],
  ])('with %s is dead, names it and changes nothing', async (_, overrides, named) => {
    const order = newOrder({ ordered_at: '2026-03-02T09:00:00Z', groups: undefined, lines: [newLine()] });
    const first = await bench.play('orders', order);
    const before = saleOf(bench.crm, textOf(order, 'order_id'));
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', changed(order, overrides))).toMatchObject({
        status: 'dead',
        errorClass: 'ambiguous',
        errorCode: 'repeat_differs',
        errorMessage: expect.stringContaining(named),
      });
    });
    expect(calls).toEqual([]);
    expect(saleOf(bench.crm, textOf(order, 'order_id'))).toEqual(before);
    expect(first.status).toBe('done');
  });

  it('does not show a person where the address differs', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    const again = changed(order, { customer: { ...Object(order.data.customer), title: 'Professor Secret' } });
    const { errorMessage } = await bench.play('orders', again);
    expect(errorMessage).toContain('customer title');
    expect(errorMessage).not.toContain('Secret');
  });

  it('names ten differences at most', async () => {
    const lines = Array.from({ length: 15 }, (_, index) => newLine({ line_id: `${index}`, sku: `MANY-${index}` }));
    const order = newOrder({ groups: undefined, lines });
    await bench.play('orders', order);
    const dearer = changed(order, { lines: lines.map((line) => ({ ...line, list_price: '101' })) });
    expect(await bench.play('orders', dearer)).toMatchObject({
      errorMessage: expect.stringMatching(/lines 9 listPrice \(100 before, 101 now\) and 5 more\./),
    });
  });

  it('is no repeat where only the refund id is the same, and not the order', async () => {
    const orders = [newOrder(), newOrder()];
    const refund_id = newId('R');
    for (const order of orders)
      await bench.play('orders', { ...order, data: { ...order.data, shipping: { amount: '10' } } });
    for (const order of orders) {
      const whole = newRefund(order, { refund_id });
      expect(await bench.play('refunds', whole)).toMatchObject({ status: 'done', warnings: [] });
      expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toMatchObject([
        { invoice: { total_amount: '-110.000000' } },
      ]);
    }
    const again = newRefund(orders[0] ?? newOrder(), { refund_id: newId('R') });
    expect(await bench.play('refunds', again)).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
    });
  });
});
