import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordWith, relatedIds, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { ended, replayed } from '../support/workflows/events.ts';
import {
  newCustomer,
  newLine,
  newOrder,
  newOrderUpdate,
  newRefund,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';
import { StaffSale } from '../support/workflows/staff-sale.ts';

describe('an update that comes before its order', () => {
  const bench = useBench({ market: {} });
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const statusOf = (order: ReturnType<typeof newOrder>) => saleOf(bench.crm, textOf(order, 'order_id')).invoice.status;

  it('waits, saying for what, and is done once the order is', async () => {
    const order = newOrder({ status: 'Not Paid' });
    const update = await bench.play('order-updates', newOrderUpdate(order, { status: 'Paid' }));
    expect(update).toMatchObject({
      status: 'waiting',
      waitingFor: `order ${order.data.order_id} (not received, and no AOS_Invoices has this name)`,
    });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    expect(await ended(bench, update.id)).toMatchObject({ status: 'done', warnings: [] });
    expect(statusOf(order)).toBe('Paid');
  });

  it('waits for an order that is dead, and holds up neither it nor another update', async () => {
    const order = newOrder({ groups: [{ lines: [newLine({ sku: 'SCARCE', category: 'Scarce' })] }] });
    const dead = await bench.play('orders', order);
    const [first, second] = [
      await bench.play('order-updates', newOrderUpdate(order, { status: 'Not Paid', updated_at: '2026-03-01T00:00Z' })),
      await bench.play('order-updates', newOrderUpdate(order, { status: 'Canceled', updated_at: '2026-03-02T00:00Z' })),
    ];
    for (const event of [first, second])
      expect(event).toMatchObject({ waitingFor: `order ${order.data.order_id} (event ${dead.id} is dead)` });
    bench.crm.edit('AOS_Product_Categories', 'd0000000-0000-4000-8000-000000000001', { name: 'Scarce' });
    expect(await replayed(bench, dead.id)).toMatchObject({ status: 'done' });
    for (const event of [first, second]) expect(await ended(bench, event.id)).toMatchObject({ status: 'done' });
    expect(statusOf(order)).toBe('Canceled');
  });

  it('goes after an order that arrived just before it', async () => {
    const order = newOrder();
    const orderEvent = await bench.send('orders', order);
    const update = await bench.send('order-updates', newOrderUpdate(order, { description: 'later' }));
    expect(await ended(bench, update)).toMatchObject({ status: 'done' });
    expect(await bench.settled(orderEvent)).toMatchObject({ status: 'done' });
    expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice.description).toBe('later');
  });

  it("does not take another unit's sale of the same name for its order", async () => {
    const order = newOrder();
    await bench.play('orders', order);
    const other = newOrderUpdate(order, { business_unit: 'market', status: 'Canceled' });
    expect(await bench.play('order-updates', other)).toMatchObject({ status: 'waiting' });
    expect(statusOf(order)).toBe('Paid');
  });

  it('finds an order that only the CRM knows by its name, whatever its status, and converts by the contact that it names', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration({ ...customer, user_id: null }));
    const contact = await staff.create('Contacts', { last_name: 'Old', email1: customer.email });
    const sale = await new StaffSale(staff).write({ status: 'Not Paid', billing_contact_id: contact });
    await staff.create('AOS_Invoices', { name: sale.name, status: 'Returned' });
    const order = newOrder({ order_id: sale.name });
    const update = newOrderUpdate(order, { status: 'Paid' });
    expect(await bench.play('order-updates', update)).toMatchObject({ status: 'done', warnings: [] });
    expect(recordWith(bench.crm, 'AOS_Invoices', { id: sale.invoice }).status).toBe('Paid');
    expect(recordWith(bench.crm, 'Leads', { contact_id: contact })).toMatchObject({ converted: '1' });
    expect(relatedIds(bench.crm, 'prospect_lists_contacts', 'b1111111-40da-11eb-8665-fa163ef36d26')).toContain(contact);
  });

  it('is dead where several invoices of the CRM have its name', async () => {
    const sale = await new StaffSale(staff).write();
    await staff.create('AOS_Invoices', { name: sale.name, status: 'Canceled' });
    const update = newOrderUpdate(newOrder({ order_id: sale.name }), { status: 'Paid' });
    expect(await bench.play('order-updates', update)).toMatchObject({
      status: 'dead',
      errorClass: 'ambiguous',
      errorMessage: expect.stringContaining(sale.invoice),
    });
  });
});

describe('a refund of an order that is updated', () => {
  const bench = useBench();

  it('waits while the order is not paid, and goes on when the update makes it so', async () => {
    const order = newOrder({ status: 'Not Paid' });
    await bench.play('orders', order);
    const refund = await bench.play('refunds', newRefund(order));
    expect(refund.status).toBe('waiting');
    await bench.play('order-updates', newOrderUpdate(order, { status: 'Paid' }));
    expect(await ended(bench, refund.id)).toMatchObject({ status: 'done', warnings: [] });
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(1);
  });

  it('that waits is dead once the update cancels the order', async () => {
    const order = newOrder({ status: 'Not Paid' });
    await bench.play('orders', order);
    const refund = await bench.play('refunds', newRefund(order));
    await bench.play('order-updates', newOrderUpdate(order, { status: 'Canceled' }));
    expect(await ended(bench, refund.id)).toMatchObject({ status: 'dead', errorCode: 'order_canceled' });
  });

  it('of a paid order that was canceled since is dead, and one of an order that is not paid any more waits', async () => {
    const [canceled, unpaid] = [newOrder(), newOrder()];
    for (const [order, status] of [
      [canceled, 'Canceled'],
      [unpaid, 'Not Paid'],
    ] as const) {
      await bench.play('orders', order);
      await bench.play('order-updates', newOrderUpdate(order, { status }));
    }
    expect(await bench.play('refunds', newRefund(canceled))).toMatchObject({
      status: 'dead',
      errorCode: 'order_canceled',
    });
    // Nothing waits yet that looks again meanwhile.
    const calls = await callsDuring(bench, () => bench.play('refunds', newRefund(newOrder())));
    expect(texts(calls)).toEqual(['GET AOS_Invoices', 'GET AOS_Invoices']);
    expect(await bench.play('refunds', newRefund(unpaid))).toMatchObject({ status: 'waiting' });
  });

  it('makes the update that cancels the order warn that money was given back of it', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    const refund = newRefund(order);
    await bench.play('refunds', refund);
    expect(await bench.play('order-updates', newOrderUpdate(order, { status: 'Canceled' }))).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining(`returns of it stand (refund ${refund.data.refund_id})`)],
    });
    expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice.status).toBe('Canceled');
  });
});
