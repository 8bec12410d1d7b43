import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../support/service.ts';
import { figures, type InvoiceRecords, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { ended, replayed } from '../support/workflows/events.ts';
import { newCustomer, newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

/** How often the calls of a kind are refused for want of rights. */
const ALWAYS = 1_000;

describe('an order that is sent corrected after it died half-way', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  const customer = newCustomer();
  const orderOf = (lines: readonly object[], changes: object = {}) =>
    newOrder({ order_id: 'OTR-corrected', customer, groups: [{ name: 'Day trips', lines }], ...changes });
  const isLine = (named: string) => (body: unknown) => JSON.stringify(body).includes(named);
  /** Lets the order die once it has come to this module. */
  const die = async (order: object, module: string, named = '') => {
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module, body: isLine(named), times: ALWAYS },
      action: { kind: 'access-denied' },
    });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({ status: 'dead', errorCode: 'access_denied' });
    bench.crm.faults.clear();
    return event;
  };
  const expectToAgree = ({ invoice, groups, lines }: InvoiceRecords, total: number) => {
    const sum = (records: readonly object[], field: string) =>
      records.reduce((all, record) => all + Number(Reflect.get(record, field)), 0);
    expect(figures(invoice, 'total_amt', 'total_amount')).toEqual([total, total]);
    expect([sum(groups, 'total_amount'), sum(lines, 'product_total_price')]).toEqual([total, total]);
  };

  it('has the header of the dead one put right, with its address and its figures', async () => {
    await die(orderOf([newLine()], { billing_address: { city: 'Taipei' } }), 'AOS_Line_Item_Groups');
    const lines = [newLine({ list_price: '250' }), newLine({ line_id: '2', sku: 'CUP', list_price: '50' })];
    const event = await bench.play('orders', orderOf(lines, { billing_address: { city: 'Tainan' } }));
    expect(event).toMatchObject({ status: 'done', warnings: [] });
    const sale = saleOf(bench.crm, 'OTR-corrected');
    expectToAgree(sale, 300);
    expect(sale.lines).toHaveLength(2);
    expect(sale.invoice.billing_address_city).toBe('Tainan');
  });

  it('has groups and lines of the dead one put right', async () => {
    await die(orderOf([newLine(), newLine({ line_id: '2', sku: 'CUP' })]), 'AOS_Products_Quotes', 'CUP');
    const lines = [newLine({ list_price: '250' }), newLine({ line_id: '2', sku: 'CUP', list_price: '50' })];
    expect(await bench.play('orders', orderOf(lines))).toMatchObject({ status: 'done', warnings: [] });
    const sale = saleOf(bench.crm, 'OTR-corrected');
    expectToAgree(sale, 300);
    expect(figures(sale.lines[0], 'product_total_price')).toEqual([250]);
  });

  it('is dead while a line of the dead one stands that it does not have, and goes on when that is gone', async () => {
    const first = await die(orderOf([newLine(), newLine({ line_id: '2', sku: 'CUP' })]), 'AOS_Products_Quotes', 'CUP');
    const event = await bench.play('orders', orderOf([newLine({ line_id: '9', list_price: '70' })]));
    expect(event).toMatchObject({
      status: 'dead',
      errorClass: 'ambiguous',
      errorCode: 'parts_left_over',
      errorMessage: expect.stringContaining(first.id),
    });
    // Nothing of the new order was written beside the old line.
    const before = saleOf(bench.crm, 'OTR-corrected');
    expect(before.lines.map((line) => line.part_number)).toEqual(['TEA']);
    expect(figures(before.invoice, 'total_amount')).toEqual([200]);
    bench.crm.remove('AOS_Products_Quotes', before.lines[0]?.id ?? '');
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    expectToAgree(saleOf(bench.crm, 'OTR-corrected'), 70);
  });

  it('does not touch an invoice that is not of a dead event: it is dead and names both figures', async () => {
    const order = orderOf([newLine()]);
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    // As after a clean-up of old events: the invoice stands, and nobody knows of an event that did not end.
    await bench.database.database.prisma.event.deleteMany();
    const event = await bench.play('orders', orderOf([newLine({ list_price: '250' })]));
    expect(event).toMatchObject({
      status: 'dead',
      errorClass: 'ambiguous',
      errorCode: 'other_content',
      errorMessage: expect.stringMatching(/total_amount is 100\.0*, not 250/),
    });
    expectToAgree(saleOf(bench.crm, 'OTR-corrected'), 100);
  });

  it('does not touch what a corrected order has put right, when that is deleted here and the dead one is not', async () => {
    await die(orderOf([newLine()]), 'AOS_Line_Item_Groups');
    expect(await bench.play('orders', orderOf([newLine({ list_price: '250' })]))).toMatchObject({ status: 'done' });
    await bench.database.database.prisma.event.deleteMany({ where: { status: 'done' } });
    expect(await bench.play('orders', orderOf([newLine({ list_price: '70' })]))).toMatchObject({
      status: 'dead',
      errorCode: 'other_content',
    });
    expectToAgree(saleOf(bench.crm, 'OTR-corrected'), 250);
  });

  it('that says the same as what stands is done', async () => {
    const order = orderOf([newLine()]);
    await bench.play('orders', order);
    await bench.database.database.prisma.event.deleteMany();
    expect(await bench.play('orders', orderOf([newLine()]))).toMatchObject({ status: 'done', warnings: [] });
    expectToAgree(saleOf(bench.crm, 'OTR-corrected'), 100);
  });

  it('a correction of a refund that fails as well gives nothing free of what its return holds', async () => {
    const order = orderOf([newLine({ quantity: '5' })]);
    await bench.play('orders', order);
    const refuse = (method: string, path: string, module: string) =>
      bench.crm.faults.add({ match: { method, path, module, times: ALWAYS }, action: { kind: 'access-denied' } });
    refuse('POST', '/Api/V8/module', 'AOS_Line_Item_Groups');
    const refund = newRefund(order, { lines: [{ line_id: '1', quantity: '4' }] });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'dead', errorCode: 'access_denied' });
    refuse('PATCH', '/Api/V8/module', 'AOS_Invoices');
    const lines = [{ line_id: '1', quantity: '1' }];
    const corrected = newRefund(order, { refund_id: textOf(refund, 'refund_id'), lines });
    expect(await bench.play('refunds', corrected)).toMatchObject({ status: 'dead', errorCode: 'access_denied' });
    bench.crm.faults.clear();
    const more = newRefund(order, { lines: [{ line_id: '1', quantity: '2' }] });
    expect(await bench.play('refunds', more)).toMatchObject({ status: 'dead', errorCode: 'return_exceeds_sale' });
    expect(await bench.play('refunds', newRefund(order, { lines }))).toMatchObject({ status: 'done' });
  });

  it('a refund that died half-way is put right in the same way', async () => {
    const order = orderOf([newLine({ quantity: '5' })]);
    await bench.play('orders', order);
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Line_Item_Groups', times: ALWAYS },
      action: { kind: 'access-denied' },
    });
    const refund = newRefund(order, { lines: [{ line_id: '1', quantity: '4' }] });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'dead', errorCode: 'access_denied' });
    bench.crm.faults.clear();
    const corrected = newRefund(order, {
      refund_id: textOf(refund, 'refund_id'),
      lines: [{ line_id: '1', quantity: '1' }],
    });
    expect(await ended(bench, await bench.send('refunds', corrected))).toMatchObject({ status: 'done', warnings: [] });
    const [back, ...others] = returnsOf(bench.crm, 'OTR-corrected');
    expect(others).toEqual([]);
    expect(back === undefined ? [] : figures(back.invoice, 'total_amount')).toEqual([-100]);
    expect(back?.lines.map((line) => figures(line, 'product_total_price'))).toEqual([[-100]]);
    // What is left can still be given back, and no more.
    expect(await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '4' }] }))).toMatchObject({
      status: 'done',
    });
    expect(await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] }))).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
    });
  });
});
