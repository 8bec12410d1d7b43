import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoiceId } from '../../src/domain/record-ids.ts';
import { TOKEN, withAdmin } from '../support/http/admin.ts';
import { importLinks, linkTo } from '../support/http/import.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, returnsOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newCustomer, newId, newOrder, newRefund } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';
import { StaffSale } from '../support/workflows/staff-sale.ts';

describe('an order that was imported', () => {
  const bench = useBench({ adminTokens: [{ name: 'alice', token: TOKEN }], retry: { baseMs: 1, maxMs: 50 } });
  let staff: Staff;
  beforeAll(() => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  /** An invoice of 180 that people wrote, under a name of their own, and the order's id that it is imported with. */
  async function imported(attributes: Readonly<Record<string, string>> = {}) {
    const figures = { total_amt: '180', subtotal_amount: '180', total_amount: '180', billing_contact_id: '' };
    const sale = await new StaffSale(staff).write({ ...figures, ...attributes });
    const group = await sale.group('Tours', { total_amt: '180', subtotal_amount: '180', total_amount: '180' });
    await sale.line(group, 1, {});
    const order_id = newId('SHOP');
    const links = [linkTo('order', order_id, sale.invoice)];
    expect(await importLinks(withAdmin(bench), links, { verify: true })).toMatchObject({ imported: 1 });
    return { sale, order_id };
  }

  const orderOf = (order_id: string, more: object = {}) =>
    newOrder({
      order_id,
      groups: [{ lines: [{ line_id: '1', sku: 'TEA', name: 'Tea', quantity: '1', list_price: '180' }] }],
      ...more,
    });
  const invoicesFor = (name: string) => recordsWith(bench.crm, 'AOS_Invoices', { name });

  it('is refunded from what the CRM shows', async () => {
    const { sale, order_id } = await imported();
    const refund = await bench.play('refunds', newRefund({ data: { order_id } }));
    expect(refund).toMatchObject({ status: 'done', warnings: [] });
    const [returned, ...others] = returnsOf(bench.crm, sale.name);
    expect(others).toEqual([]);
    expect(returned?.invoice).toMatchObject({ total_amount: '-180.000000' });
  });

  it('is left as it is when it is sent again, with a warning: nothing is made, however often', async () => {
    const { sale, order_id } = await imported();
    const order = orderOf(order_id);
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({
        status: 'done',
        warnings: [
          expect.stringContaining(`AOS_Invoices ${sale.invoice} was in the CRM before order ${order_id} came`),
        ],
      });
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET AOS_Invoices']);
    expect(invoicesFor(order_id)).toEqual([]);
    const refund = await bench.play('refunds', newRefund({ data: { order_id } }));
    expect(refund).toMatchObject({ status: 'done', warnings: [] });
    expect(returnsOf(bench.crm, sale.name)).toHaveLength(1);
  });

  it('is left once, whatever happens to the look at it', async () => {
    const { order_id } = await imported();
    bench.crm.faults.add({ match: { method: 'GET', module: 'AOS_Invoices' }, action: { kind: 'cut', commit: true } });
    const event = await bench.play('orders', orderOf(order_id));
    expect(event).toMatchObject({ status: 'done', attempts: 2, warnings: [expect.any(String)] });
    expect(invoicesFor(order_id)).toEqual([]);
  });

  it('is dead where its total or its currency is another one, and done once it was corrected', async () => {
    const { sale, order_id } = await imported();
    const event = await bench.play('orders', orderOf(order_id, { shipping: { amount: '20', tax_rate: '0' } }));
    expect(event).toMatchObject({ status: 'dead', errorClass: 'ambiguous', errorCode: 'other_content' });
    expect(event.errorMessage).toContain('total_amount is 180, not 200');
    await staff.update('AOS_Invoices', sale.invoice, { total_amount: '200' });
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    const other = await imported({ currency_id: 'c0000000-0000-4000-8000-000000000001' });
    expect(await bench.play('orders', orderOf(other.order_id))).toMatchObject({
      status: 'dead',
      errorMessage: expect.stringContaining('currency_id is c0000000-0000-4000-8000-000000000001, not -99'),
    });
    expect([...invoicesFor(order_id), ...invoicesFor(other.order_id)]).toEqual([]);
  });

  it('says so where its status is another one, or it states no total', async () => {
    const { order_id } = await imported({ status: 'Not Paid', total_amount: '' });
    const { status, warnings } = await bench.play('orders', orderOf(order_id));
    expect([status, warnings]).toEqual([
      'done',
      [
        expect.stringContaining('it is left as it is'),
        expect.stringContaining('states no total'),
        expect.stringContaining('has status Not Paid, order'),
      ],
    ]);
  });

  it('is dead where its invoice is gone, and nothing is made', async () => {
    const { sale, order_id } = await imported();
    bench.crm.remove('AOS_Invoices', sale.invoice);
    expect(await bench.play('orders', orderOf(order_id))).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorCode: 'invoice_gone',
    });
    expect(invoicesFor(order_id)).toEqual([]);
  });

  it('that died before its invoice is done by the import and a replay', async () => {
    const order = orderOf(newId('SHOP'));
    const { order_id } = order.data;
    bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
    const dead = await bench.play('orders', order);
    expect(dead).toMatchObject({ status: 'dead', errorStep: 'invoice' });
    const sale = await new StaffSale(staff).write({ total_amount: '180' });
    expect(await importLinks(withAdmin(bench), [linkTo('order', String(order_id), sale.invoice)])).toMatchObject({
      imported: 1,
    });
    expect(await replayed(bench, dead.id)).toMatchObject({ status: 'done' });
    expect(invoicesFor(String(order_id))).toEqual([]);
  });

  it('and of which a refund found the invoice by its name is left alone as well when it comes after all', async () => {
    const sale = await new StaffSale(staff).write({ total_amount: '180' });
    await sale.line(await sale.group('Tours'), 1, {});
    expect(await bench.play('refunds', newRefund({ data: { order_id: sale.name } }))).toMatchObject({ status: 'done' });
    expect(await bench.play('orders', orderOf(sale.name, { customer: newCustomer() }))).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining(sale.invoice)],
    });
    expect(recordWith(bench.crm, 'AOS_Invoices', { name: sale.name, status: 'Paid' }).id).toBe(sale.invoice);
  });

  it('and whose invoice is our own is made like every order', async () => {
    const order = orderOf(newId('SHOP'));
    const order_id = String(order.data.order_id);
    const own = linkTo('order', order_id, invoiceId('experience', order_id));
    expect(await importLinks(withAdmin(bench), [own])).toMatchObject({ imported: 1 });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoicesFor(order_id)).toMatchObject([{ id: own.crm_id, total_amount: '180.000000' }]);
  });

  it('is planned with the look at its invoice and nothing else', async () => {
    const { order_id } = await imported();
    await bench.crm.goAway();
    const id = await bench.send('orders', orderOf(order_id));
    const plan = await withAdmin(bench).ask('POST', `/admin/events/${id}/plan`);
    expect(plan.body).toMatchObject({ calls: [{ step: 'adopted invoice', verb: 'GET', module: 'AOS_Invoices' }] });
    await bench.crm.comeBack();
    expect(await bench.settled(id)).toMatchObject({ status: 'done' });
  });
});
