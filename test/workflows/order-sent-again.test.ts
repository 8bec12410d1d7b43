import { describe, expect, it } from 'vitest';
import { leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { ended, replayed } from '../support/workflows/events.ts';
import {
  changed,
  newCustomer,
  newLine,
  newOrder,
  newOrderUpdate,
  newRefund,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';

type Body = ReturnType<typeof newOrder>;

describe('an order that is sent again under another webhook id', () => {
  const bench = useBench();

  const invoiceOf = (order: Body) => saleOf(bench.crm, textOf(order, 'order_id')).invoice;
  const at = (order: Body, timestamp: string): Body => ({ ...order, timestamp });

  it('as paid, and was not before, is an update: the invoice is paid and the lead of the buyer converted', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer, status: 'Not Paid' });
    await bench.play('orders', order);
    const refund = await bench.play('refunds', newRefund(order));
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', changed(order, { status: 'Paid' }))).toMatchObject({
        status: 'done',
        warnings: [],
      });
    });
    expect(sentAttributes(callsLike(calls, 'PATCH AOS_Invoices')[0])).toEqual({ status: 'Paid' });
    expect(invoiceOf(order).status).toBe('Paid');
    expect(recordWith(bench.crm, 'Leads', { id: leadId('experience', customer.user_id) }).converted).toBe('1');
    expect(await ended(bench, refund.id)).toMatchObject({ status: 'done' });
  });

  it('as canceled is an update, after which nothing of it is given back', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    expect(await bench.play('orders', changed(order, { status: 'Canceled' }))).toMatchObject({ status: 'done' });
    expect(invoiceOf(order).status).toBe('Canceled');
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ errorCode: 'order_canceled' });
  });

  it('with other addresses and another description changes these; an address that it does not have any more is emptied', async () => {
    const order = newOrder({ shipping_address: { city: 'Taichung' }, description: 'ring twice' });
    await bench.play('orders', order);
    const calls = await callsDuring(bench, async () => {
      const again = changed(order, { billing_address: { city: 'Tainan' }, shipping_address: null, description: '' });
      expect(await bench.play('orders', again)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET AOS_Invoices', 'PATCH AOS_Invoices']);
    expect(invoiceOf(order)).toMatchObject({
      status: 'Paid',
      description: '',
      billing_address_city: 'Tainan',
      billing_address_street: '',
      shipping_address_city: '',
    });
  });

  it('with another line beside is dead, says what differs and what the ways out are, and changes nothing', async () => {
    const order = newOrder({ groups: undefined, lines: [newLine()] });
    await bench.play('orders', order);
    const lines = [newLine(), newLine({ line_id: '2', sku: 'CUP' })];
    const { errorMessage, errorCode } = await bench.play('orders', changed(order, { lines, status: 'Canceled' }));
    expect(errorCode).toBe('repeat_differs');
    for (const named of ['lines 2', 'status (Paid before, Canceled now)', 'order.updated', 'order.refunded', 'discard'])
      expect(errorMessage).toContain(named);
    expect(invoiceOf(order).status).toBe('Paid');
  });

  it('is compared with the last that changed anything, so that a change can be taken back', async () => {
    const order = at(newOrder(), '2026-03-01T09:00:00Z');
    await bench.play('orders', order);
    await bench.play('orders', at(changed(order, { status: 'Canceled' }), '2026-03-02T09:00:00Z'));
    await bench.play('orders', at(changed(order, { status: 'Canceled' }), '2026-03-03T09:00:00Z'));
    expect(await bench.play('orders', at(order, '2026-03-04T09:00:00Z'))).toMatchObject({
      status: 'done',
      warnings: [],
    });
    expect(invoiceOf(order).status).toBe('Paid');
  });

  it('as it was at first changes nothing where an update told more meanwhile', async () => {
    const order = newOrder({ status: 'Not Paid' });
    await bench.play('orders', order);
    await bench.play('order-updates', newOrderUpdate(order, { status: 'Paid' }));
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(calls).toEqual([]);
    expect(invoiceOf(order).status).toBe('Paid');
  });

  it('too late, after a newer one, changes nothing and says so', async () => {
    const order = at(newOrder({ status: 'Not Paid' }), '2026-03-02T09:00:00Z');
    const newer = at(changed(order, { status: 'Paid' }), '2026-03-03T09:00:00.000002Z');
    const first = await bench.play('orders', newer);
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({
        status: 'done',
        warnings: [
          `This update of order ${order.data.order_id} is of 2026-03-02T09:00:00.000000Z, older than that of 2026-03-03T09:00:00.000002Z (event ${first.id}), which stands: nothing was changed`,
        ],
      });
    });
    expect(calls).toEqual([]);
    expect(invoiceOf(order).status).toBe('Paid');
  });

  it('and died at first does not take back what the one after it told when it is replayed', async () => {
    const order = newOrder({ status: 'Not Paid' });
    bench.crm.faults.add({
      match: { method: 'POST', module: 'AOS_Invoices', times: 1 },
      action: { kind: 'access-denied' },
    });
    const dead = await bench.play('orders', order);
    expect(dead.status).toBe('dead');
    await bench.play('orders', changed(order, { status: 'Paid' }));
    expect(await replayed(bench, dead.id)).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining('and came before that of')],
    });
    expect(invoiceOf(order).status).toBe('Paid');
  });
});
