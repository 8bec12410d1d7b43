import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { figures, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';
import { CONTACT, StaffSale } from '../support/workflows/staff-sale.ts';

const SUMS = ['total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'total_amount'] as const;

describe('the refund of an order of which a part came back before', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
    await staff.create('Contacts', { last_name: 'Old' }, CONTACT);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const part = (line_id: string, quantity: string) => ({ lines: [{ line_id, quantity }] });

  it('takes back what is left of it: with the shipping, and without the lines of which nothing is left', async () => {
    const lines = [
      newLine({ line_id: 'a', quantity: '3', list_price: '33.33', vat_rate: '5' }),
      newLine({ line_id: 'b' }),
    ];
    const order = newOrder({ groups: [{ lines }], shipping: { amount: '60', tax_rate: '5' } });
    const orderId = textOf(order, 'order_id');
    await bench.play('orders', order);
    for (const refund of [newRefund(order, part('a', '1')), newRefund(order, part('b', '1')), newRefund(order)])
      expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done', warnings: [] });
    const returns = returnsOf(bench.crm, orderId);
    const rest = returns[2];
    expect(rest?.lines.map((line) => figures(line, 'product_qty'))).toEqual([[2]]);
    expect(figures(rest?.invoice, 'shipping_amount')).toEqual([-60]);
    expect(summed(returns.map(({ invoice }) => figures(invoice, ...SUMS)))).toEqual(
      negated(figures(saleOf(bench.crm, orderId).invoice, ...SUMS)),
    );
  });

  it('leaves out the shipping that was given back with the part', async () => {
    const lines = [newLine({ quantity: '2' })];
    const order = newOrder({ groups: [{ lines }], shipping: { amount: '60', tax_rate: '5' } });
    await bench.play('orders', order);
    await bench.play('refunds', newRefund(order, { ...part('1', '1'), shipping: true }));
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done' });
    const [, rest] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(figures(rest?.invoice, 'shipping_amount', 'shipping_tax_amt', 'total_amount')).toEqual([0, 0, -100]);
  });

  it('is refused where nothing is left of it', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    await bench.play('refunds', newRefund(order, part('1', '1')));
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
      errorMessage: expect.stringContaining('in all: sold 100, returned before 100, to return 0'),
    });
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(1);
  });

  it('and that only the CRM knows takes back what its header says beyond the part', async () => {
    const header = { total_amt: '399.000000', discount_amount: '-21.000000', subtotal_amount: '378.000000' };
    const sale = await new StaffSale(staff).write({ ...header, tax_amount: '0.000000', total_amount: '378.000000' });
    const group = await sale.group('One');
    for (const [number, price] of [
      [1, '199.000000'],
      [2, '200.000000'],
    ] as const)
      await sale.line(group, number, {
        part_number: `M-${number}`,
        product_list_price: price,
        product_unit_price: price,
        product_total_price: price,
      });
    const order = { data: { order_id: sale.name } };
    expect(await bench.play('refunds', newRefund(order, part('M-1', '1')))).toMatchObject({ warnings: [] });
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({
      status: 'done',
      warnings: [
        expect.stringContaining('the discount is -21 in its header and 0 by its lines'),
        expect.stringContaining('the total is 378 in its header and 399 by its lines'),
      ],
    });
    expect(returnsOf(bench.crm, sale.name).map(({ invoice }) => figures(invoice, ...SUMS))).toEqual([
      [-199, 0, -199, 0, -199],
      [-200, 21, -179, 0, -179],
    ]);
  });
});

function summed(rows: readonly (readonly number[])[]): number[] {
  return SUMS.map((_, index) => Number(rows.reduce((total, row) => total + (row[index] ?? 0), 0).toFixed(6)));
}

function negated(row: readonly number[]): number[] {
  return row.map((figure) => (figure === 0 ? 0 : -figure));
}
