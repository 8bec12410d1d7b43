import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { figures, recordsWith, recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { newId, newLine, newOrder, textOf } from '../support/workflows/shop-events.ts';

/** Money as shops count it, in situations from the field under the numbers they are known by. */
describe('the money of a shop in the CRM', () => {
  const bench = useBench();

  const sell = (lines: readonly Overrides[], overrides: Overrides = {}) =>
    newOrder({
      groups: undefined,
      lines: lines.map((line, index) => newLine({ line_id: String(index + 1), vat_rate: '0', ...line })),
      ...overrides,
    });
  const done = async (lines: readonly Overrides[], overrides: Overrides = {}) => {
    const order = sell(lines, overrides);
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    return saleOf(bench.crm, textOf(order, 'order_id'));
  };
  const refusal = async (lines: readonly Overrides[], overrides: Overrides = {}) => {
    const answer = await bench.shop.send('orders', sell(lines, overrides));
    expect(answer.status).toBe(422);
    return JSON.stringify(answer.body);
  };
  const totals = (total_amount: string, more: Overrides = {}) => ({ totals: { total_amount, ...more } });

  it('20: three of 9.99 with 20 % inside come to 29.97, said with the tax or without', async () => {
    const three = (list_price: string) => [0, 1, 2].map(() => ({ list_price, vat_rate: '20' }));
    for (const list of ['8.325', '8.33']) {
      const { invoice } = await done(three(list), totals('29.97'));
      expect(figures(invoice, 'total_amount')).toEqual([29.97]);
    }
    const { invoice, lines } = await done(three('9.99'), { prices_include_tax: true, ...totals('29.97') });
    expect(figures(invoice, 'subtotal_amount', 'tax_amount', 'total_amount')).toEqual([24.96, 5.01, 29.97]);
    expect(figures(lines[0], 'product_list_price', 'product_total_price', 'vat', 'vat_amt')).toEqual([
      8.32, 8.32, 20, 1.67,
    ]);
  });

  it('21: a hundred at 4.10 with 19 %, charged as 4.88 each', async () => {
    const { invoice } = await done([{ quantity: '100', list_price: '4.10', vat_rate: '19' }], totals('488.00'));
    expect(figures(invoice, 'subtotal_amount', 'tax_amount', 'total_amount')).toEqual([410, 78, 488]);
  });

  it('23: 500 with 10 % inside, in a shop without decimals', async () => {
    const inclusive = { prices_include_tax: true, decimals: 0, ...totals('500') };
    const { invoice } = await done([{ list_price: '500', vat_rate: '10' }], inclusive);
    expect(figures(invoice, 'subtotal_amount', 'tax_amount', 'total_amount')).toEqual([455, 45, 500]);
    for (const list_price of ['455', '454.545455']) {
      const sale = await done([{ list_price, vat_rate: '10' }], { decimals: 0, ...totals('500') });
      expect(figures(sale.invoice, 'total_amount')).toEqual([500]);
    }
  });

  it('25: a tax that is rounded once for the invoice', async () => {
    const lines = [0, 1, 2].map(() => ({ list_price: '105', vat_rate: '10' }));
    const sale = await done(lines, { decimals: 0, ...totals('347', { tax_amount: '32' }) });
    expect(figures(sale.invoice, 'tax_amount', 'total_amount')).toEqual([32, 347]);
    expect(sale.lines.flatMap((line) => figures(line, 'vat_amt'))).toEqual([10, 11, 11]);
  });

  it('27: ten percent off the line, not off the unit', async () => {
    const discount = { type: 'Percentage', value: '10' };
    const { invoice } = await done([{ quantity: '100', list_price: '0.99', discount }], totals('89.10'));
    expect(figures(invoice, 'discount_amount', 'total_amount')).toEqual([-9.9, 89.1]);
  });

  it('28: money off the order', async () => {
    const discounts = [{ name: 'Five off', code: 'FIVE', amount: '5.00' }];
    const { invoice, lines } = await done([{ quantity: '3', list_price: '19.99' }], { discounts, ...totals('54.97') });
    expect(figures(invoice, 'total_amt', 'discount_amount', 'total_amount')).toEqual([59.97, -5, 54.97]);
    expect(lines[0]).toMatchObject({ discount: 'Amount' });
    expect(figures(lines[0], 'product_discount', 'product_unit_price', 'product_total_price')).toEqual([
      1.666667, 18.323333, 54.97,
    ]);
  });

  it('29: money in fields that are none of an order is told', async () => {
    const order = sell([{}], { discount_total: '10.00', fee_lines: [{ name: 'Gift wrap', total: '7.00' }] });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining('/data/discount_total'), expect.stringContaining('/data/fee_lines')],
    });
  });

  it('30, 31: a fee that lowers the order and a gift card, as fees or as service lines', async () => {
    expect(await refusal([{}, { sku: 'FEE', list_price: '-5' }])).toContain('/data/lines/1/list_price');
    expect(await refusal([{}, { sku: 'GIFTCARD', quantity: '-1', list_price: '40' }])).toContain(
      '/data/lines/1/quantity',
    );
    const asFee = await done([{}], { fees: [{ name: 'Referral', amount: '-5' }], ...totals('95') });
    expect(asFee.lines.at(-1)).toMatchObject({ name: 'Referral', product_id: '0' });
    expect(asFee.groups.at(-1)).toMatchObject({ name: 'Fees' });
    const card = { sku: null, name: 'Gift card', quantity: '-1', list_price: '40' };
    const asLine = await done([{}, card], totals('60'));
    expect(figures(asLine.lines.at(-1), 'product_qty', 'product_total_price')).toEqual([-1, -40]);
    expect(figures(asLine.invoice, 'total_amount')).toEqual([60]);
  });

  it('32: a levy on what is free', async () => {
    const { invoice, lines } = await done(
      [{ list_price: '0', vat_rate: null, tax_amount: '0.40' }],
      totals('0.40', { tax_amount: '0.40' }),
    );
    expect(figures(invoice, 'tax_amount', 'total_amount')).toEqual([0.4, 0.4]);
    expect(lines[0]?.vat).toBe('0.0');
    expect(await refusal([{ list_price: '0', vat_rate: '400' }])).toContain('from 0 to 100');
  });

  it('36: a line without a sku is a service, or of the product that the shop names', async () => {
    const product = newId('P');
    const { lines } = await done([
      { sku: null, name: 'Custom item' },
      { sku: '', product_id: product, name: 'Known' },
    ]);
    expect(lines).toMatchObject([
      { name: 'Custom item', product_id: '0' },
      { name: 'Known', part_number: product },
    ]);
    expect(recordsWith(bench.crm, 'AOS_Products', { name: 'Custom item' })).toEqual([]);
    expect(recordWith(bench.crm, 'AOS_Products', { part_number: product }).id).toBe(lines[1]?.product_id);
  });

  it('39: a new product is made from the line that is paid for, not from the gift', async () => {
    const sku = newId('TIN');
    await done([
      { sku, name: 'Gift: tin', list_price: '0' },
      { sku, name: 'Tin', list_price: '250' },
    ]);
    const product = recordWith(bench.crm, 'AOS_Products', { part_number: sku });
    expect(product).toMatchObject({ name: 'Tin' });
    expect(figures(product, 'price')).toEqual([250]);
  });

  it('58, 59: a tip with its tax in money', async () => {
    const { invoice } = await done([{ list_price: '100' }], {
      fees: [{ name: 'Tip', amount: '15', tax_amount: '0.75' }],
      ...totals('115.75'),
    });
    expect(figures(invoice, 'subtotal_amount', 'tax_amount', 'total_amount')).toEqual([115, 0.75, 115.75]);
  });

  it('is shown under the number that people know the order by', async () => {
    const number = newId('#');
    const order = sell([{}], { order_number: number });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    expect(recordsWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') })).toEqual([]);
    expect(saleOf(bench.crm, number).lines).toHaveLength(1);
  });
});
