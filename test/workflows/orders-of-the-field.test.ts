import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { figures, recordsWith, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newId, newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

/** Orders that shops sent in ways of their own, each under the number it is known by. */
describe('an order of the field', () => {
  const bench = useBench();

  type Order = ReturnType<typeof newOrder>;
  const selling = (lines: readonly Overrides[], overrides: Overrides = {}) =>
    newOrder({
      groups: undefined,
      lines: lines.map((line, index) => newLine({ line_id: String(index + 1), vat_rate: '0', ...line })),
      ...overrides,
    });
  /** The same order as it stands in the shop by now, an hour later. */
  const again = (order: Order, changes: Overrides): Order => ({
    ...order,
    timestamp: '2021-03-01T10:00:00Z',
    data: { ...order.data, ...changes },
  });
  const done = async (order: Order) => {
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    return saleOf(bench.crm, textOf(order, 'order_id'));
  };
  const dead = async (order: Order, message: string) => {
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'dead',
      errorClass: 'ambiguous',
      errorMessage: expect.stringContaining(message),
    });
    return saleOf(bench.crm, textOf(order, 'order_id'));
  };

  it('15: that bears the number of another one, with another customer and other lines, is dead and changes nothing', async () => {
    const first = selling([{ list_price: '100' }]);
    await done(first);
    const other = selling([{ line_id: '9', list_price: '777' }], { order_id: textOf(first, 'order_id') });
    const { invoice, lines } = await dead(other, 'order customer userId');
    expect(figures(invoice, 'total_amount')).toEqual([100]);
    expect(lines).toHaveLength(1);
  });

  it('16, 17: that is paid later, then canceled, has the status of its invoice changed', async () => {
    const order = selling([{}], { status: 'Not Paid' });
    expect((await done(order)).invoice.status).toBe('Not Paid');
    expect((await done(again(order, { status: 'Paid' }))).invoice.status).toBe('Paid');
    const canceled = { ...again(order, { status: 'Canceled' }), timestamp: '2021-03-02T10:00:00Z' };
    expect((await done(canceled)).invoice.status).toBe('Canceled');
  });

  it('18: to which a line was added after it was paid is dead, and names what differs', async () => {
    const order = selling([{}]);
    await done(order);
    const edited = again(order, { lines: [newLine({ line_id: '1', vat_rate: '0' }), newLine({ line_id: '2' })] });
    expect((await dead(edited, 'order groups')).lines).toHaveLength(1);
  });

  it('40: of a till has no contact, and one of a guest with a phone alone has', async () => {
    expect((await done(selling([{}], { customer: null }))).invoice.billing_contact_id ?? '').toBe('');
    const guest = { last_name: 'Walk-in', phones: { mobile: `+886 ${newId('')}` } };
    const order = selling([{}]);
    const known = await done({ ...order, data: { ...order.data, customer: guest } });
    expect(known.invoice.billing_contact_id ?? '').not.toBe('');
  });

  it('54: of 250 lines of 20 skus, and all of it back', async () => {
    const skus = Array.from({ length: 20 }, () => newId('M54'));
    const order = selling(Array.from({ length: 250 }, (_, index) => ({ sku: skus[index % 20] })));
    const { invoice, lines } = await done(order);
    expect([lines.length, ...figures(invoice, 'total_amount')]).toEqual([250, 25_000]);
    await bench.play('refunds', newRefund(order));
    const [back] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect([back?.lines.length, ...figures(back?.invoice, 'total_amount')]).toEqual([250, -25_000]);
  });

  it('55: of one sku on two lines gives the right one back', async () => {
    const sku = newId('DUP');
    const order = selling([
      { sku, list_price: '10' },
      { sku, list_price: '8' },
    ]);
    await done(order);
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: '2', quantity: '1' }] }));
    const [back] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(figures(back?.invoice, 'total_amount')).toEqual([-8]);
  });

  it('56: from two topics is one invoice', async () => {
    const order = selling([{}], { customer: newCustomer() });
    await done(order);
    await done(order);
    expect(recordsWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') })).toHaveLength(1);
  });

  it('57: that costs nothing is an invoice of 0', async () => {
    const free = { totals: { total_amount: '0.00' } };
    const given = { discount: { type: 'Percentage', value: '100' } };
    for (const order of [selling([{ list_price: '0' }], free), selling([given], free)]) {
      expect(figures((await done(order)).invoice, 'total_amount')).toEqual([0]);
    }
  });

  it('60: in a currency that is not in use is dead, and comes again in another one', async () => {
    const order = selling([{}], { currency: 'JPY' });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'dead',
      errorMessage: expect.stringContaining('no active currency JPY'),
    });
    const corrected = again(order, { currency: 'EUR' });
    expect(figures((await done(corrected)).invoice, 'total_amount')).toEqual([100]);
  });

  it('67: whose refund came first is paid back once it is there', async () => {
    const order = selling([{}]);
    const refund = await bench.send('refunds', newRefund(order));
    await done(order);
    expect(await bench.settled(refund)).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(1);
  });
});
