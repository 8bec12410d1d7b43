import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordWith, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newOrder, newRefund, newRegistration, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

describe('an order that is not paid', () => {
  const bench = useBench({ retry: { baseMs: 1, maxMs: 50 } });
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  it.each(['Not Paid', 'Canceled'])(
    'but %s has its contact and invoice, and makes nobody a customer',
    async (status) => {
      const customer = newCustomer();
      await bench.play('registrations', newRegistration(customer));
      const order = newOrder({ customer, status });
      const calls = await callsDuring(bench, async () => {
        expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
      });
      expect(texts(calls).filter((text) => /Leads|ProspectLists/.test(text))).toEqual([]);
      const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
      expect(invoice).toMatchObject({ status, billing_contact_id: expect.stringMatching(/./) });
      await bench.play('orders', newOrder({ customer }));
      expect(recordWith(bench.crm, 'Leads', { contact_id: invoice.billing_contact_id ?? '' }).converted).toBe('1');
    },
  );

  it('lets its refund wait until it is', async () => {
    const order = newOrder({ status: 'Not Paid' });
    await bench.play('orders', order);
    const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
    const refund = await bench.play('refunds', newRefund(order));
    expect(refund).toMatchObject({
      status: 'waiting',
      waitingFor: `order ${order.data.order_id} (AOS_Invoices ${invoice.id} is not paid)`,
    });
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toEqual([]);
    await staff.update('AOS_Invoices', invoice.id ?? '', { status: 'Paid' });
    await expect.poll(() => returnsOf(bench.crm, textOf(order, 'order_id')).length).toBe(1);
  });

  it.each(['Paid', 'Not Paid'])(
    'was %s and was canceled since: nothing of a canceled order is given back',
    async (before) => {
      const order = newOrder({ status: before === 'Paid' ? 'Canceled' : before });
      await bench.play('orders', order);
      const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
      await staff.update('AOS_Invoices', invoice.id ?? '', { status: 'Canceled' });
      const calls = await callsDuring(bench, async () => {
        expect(await bench.play('refunds', newRefund(order))).toMatchObject({
          status: 'dead',
          errorClass: 'permanent',
          errorCode: 'order_canceled',
        });
      });
      expect(texts(calls)).toEqual(['GET AOS_Invoices']);
    },
  );
});
