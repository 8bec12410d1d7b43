import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { figures, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newId, newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

/** Refunds by money and by parts, in situations from the field under the numbers they are known by. */
describe('a refund', () => {
  const bench = useBench();
  type Order = ReturnType<typeof newOrder>;

  const sell = async (lines: readonly Overrides[], overrides: Overrides = {}): Promise<Order> => {
    const order = newOrder({
      groups: undefined,
      lines: lines.map((line, index) => newLine({ line_id: String(index + 1), vat_rate: '0', ...line })),
      ...overrides,
    });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    return order;
  };
  const twoWithFreight = () => sell([{ quantity: '2' }], { shipping: { amount: '10', tax_rate: '0' } });
  const refund = async (order: Order, overrides: Overrides) => {
    const body = newRefund(order, { lines: undefined, shipping: undefined, ...overrides });
    return await bench.play('refunds', body);
  };
  const back = async (order: Order, overrides: Overrides) => {
    expect(await refund(order, overrides)).toMatchObject({ status: 'done', warnings: [] });
  };
  const returns = (order: Order) => returnsOf(bench.crm, textOf(order, 'order_id'));
  const told = (order: Order) =>
    returns(order).map(({ invoice, lines }) => ({
      total: Number(invoice.total_amount),
      freight: Number(invoice.shipping_amount),
      lines: lines.map((line) => `${line.name} ${Number(line.product_qty)}: ${Number(line.product_total_price)}`),
    }));
  /** What stands in the CRM of an order with all its returns, which is nothing where everything came back. */
  const left = (order: Order) => {
    const columns = [
      'total_amt',
      'discount_amount',
      'subtotal_amount',
      'tax_amount',
      'shipping_amount',
      'total_amount',
    ];
    const all = [saleOf(bench.crm, textOf(order, 'order_id')), ...returns(order)];
    return columns.map((column) =>
      all.reduce((sum, { invoice }) => sum + Math.round(Number(invoice[column]) * 1_000_000), 0),
    );
  };
  const NOTHING = [0, 0, 0, 0, 0, 0];

  it('8: of money alone is one service line, and what is given back later is the rest', async () => {
    const order = await twoWithFreight();
    await back(order, { amount: '15.00' });
    expect(told(order)).toEqual([{ total: -15, freight: 0, lines: ['Refund 1: -15'] }]);
    expect(returns(order)[0]?.lines[0]).toMatchObject({ product_id: '0' });
    await back(order, {});
    expect(told(order)[1]).toMatchObject({ total: -195, freight: -10 });
    expect(left(order)).toEqual(NOTHING);
  });

  it('9: of the shipping alone has no line', async () => {
    const first = await twoWithFreight();
    await back(first, { lines: [], shipping: true });
    expect(told(first)).toEqual([{ total: -10, freight: -10, lines: [] }]);
    const second = await twoWithFreight();
    await back(second, { shipping: true });
    expect(told(second)).toEqual([{ total: -10, freight: -10, lines: [] }]);
    expect(await refund(second, { shipping: true })).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
    });
  });

  it('10: of all goods keeps the shipping', async () => {
    const order = await twoWithFreight();
    await back(order, { shipping: false });
    expect(told(order)).toMatchObject([{ total: -200, freight: 0 }]);
  });

  it('of some of the shipping leaves the rest of it', async () => {
    const order = await twoWithFreight();
    await back(order, { shipping: { amount: '4' } });
    await back(order, {});
    expect(told(order)).toMatchObject([{ freight: -4 }, { freight: -6, total: -206 }]);
    expect(left(order)).toEqual(NOTHING);
  });

  it('12: of a part of the price of a line states the money', async () => {
    const order = await sell([{ list_price: '29.99' }]);
    await back(order, { lines: [{ line_id: '1', amount: '10.00' }] });
    expect(told(order)).toEqual([{ total: -10, freight: 0, lines: ['Tea tour 1: -10'] }]);
    await back(order, {});
    expect(left(order)).toEqual(NOTHING);
  });

  it('13: of all after a part is what is left', async () => {
    const order = await sell([{ quantity: '2', list_price: '100' }]);
    await back(order, { lines: [{ line_id: '1', quantity: '1' }] });
    await back(order, {});
    expect(told(order).map(({ total }) => total)).toEqual([-100, -100]);
    expect(await refund(order, {})).toMatchObject({ status: 'dead', errorCode: 'return_exceeds_sale' });
  });

  it("of two of three is what the shop's own rounding makes of it", async () => {
    const order = await sell([{ quantity: '3', list_price: '620.353333', vat_rate: null, tax_amount: '187.97' }]);
    await back(order, { lines: [{ line_id: '1', quantity: '2', amount: '1240.71', tax_amount: '125.31' }] });
    expect(figures(returns(order)[0]?.invoice, 'subtotal_amount', 'tax_amount')).toEqual([-1240.71, -125.31]);
    await back(order, {});
    expect(left(order)).toEqual(NOTHING);
  });

  it('68: in thirds of a line, in any sequence, is together the sale', async () => {
    const order = await sell([{ list_price: '100', vat_rate: '7' }]);
    const thirds = ['0.3333', '0.3333', '0.3334'].map((quantity) =>
      refund(order, { lines: [{ line_id: '1', quantity }] }),
    );
    for (const ended of await Promise.all(thirds)) expect(ended).toMatchObject({ status: 'done' });
    expect(left(order)).toEqual(NOTHING);
  });

  it('of everything takes fees, services, discounts and the rounding with it', async () => {
    const order = await sell(
      [
        { quantity: '3', list_price: '19.99', vat_rate: '20' },
        { sku: null, name: 'Wrap', list_price: '4' },
      ],
      {
        prices_include_tax: true,
        discounts: [{ amount: '5' }],
        fees: [
          { name: 'Tip', amount: '2', tax_rate: '20' },
          { name: 'Card', amount: '-10' },
        ],
        shipping: { amount: '6', tax_amount: '1' },
        totals: { total_amount: '56.98' },
      },
    );
    await back(order, { lines: [{ line_id: '1', quantity: '1' }], amount: '3', tax_amount: '0.50' });
    await back(order, {});
    expect(left(order)).toEqual(NOTHING);
    expect(told(order)[1]?.lines).toContain('Card 1: 10');
    expect(told(order)[1]?.lines).toContain('Refund 1: 3');
  });

  it.each<[string, Overrides, string]>([
    ['line', { lines: [{ line_id: '1', quantity: '1', amount: '200.01' }] }, 'amount of line 1: sold 200'],
    ['shipping', { shipping: { amount: '10.01' } }, 'shipping: sold 10, returned before 0, to return 10.01'],
    ['whole', { amount: '210.01' }, 'in all: sold 210, returned before 0, to return 210.01'],
    ['tax', { amount: '10', tax_amount: '0.01' }, 'tax in all: sold 0, returned before 0, to return 0.01'],
  ])('of more than the %s is dead, and writes nothing', async (_, overrides, sentence) => {
    const order = await twoWithFreight();
    expect(await refund(order, overrides)).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
      errorMessage: expect.stringContaining(sentence),
    });
    expect(returns(order)).toEqual([]);
  });

  it('of money under one id in two orders, as shops that count refunds anew have it, is two returns', async () => {
    const refund_id = newId('R');
    for (const order of [await twoWithFreight(), await twoWithFreight()]) {
      await back(order, { refund_id, amount: '15' });
      expect(told(order)).toEqual([{ total: -15, freight: 0, lines: ['Refund 1: -15'] }]);
    }
  });

  it('66: that was too much can be corrected under its id, whatever it states then', async () => {
    const order = await twoWithFreight();
    const tooMuch = newRefund(order, { lines: [{ line_id: '1', quantity: '3' }] });
    expect(await bench.play('refunds', tooMuch)).toMatchObject({ status: 'dead' });
    const { refund_id } = tooMuch.data;
    await back(order, { refund_id, lines: [{ line_id: '1', quantity: '2', amount: '150' }] });
    expect(told(order)).toMatchObject([{ total: -150 }]);
  });
});
