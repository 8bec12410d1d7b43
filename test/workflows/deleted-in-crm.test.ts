import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoiceId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { returnsOf } from '../support/workflows/crm-records.ts';
import { ended } from '../support/workflows/events.ts';
import { newCustomer, newOrder, newRefund, newRegistration, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

describe('a record that was deleted in the CRM', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const createAndRemove = async (module: string, id: string) => {
    await staff.create(module, { description: 'once ours' }, id);
    bench.crm.remove(module, id);
  };
  const expectDeleted = (event: unknown, step: string, module: string, id: string) => {
    expect(event).toMatchObject({
      status: 'dead',
      attempts: 1,
      errorClass: 'permanent',
      errorCode: 'record_deleted',
      errorStep: step,
      errorMessage: expect.stringContaining(`${module} ${id} was deleted in the CRM, and its id cannot be used again`),
    });
  };

  it('keeps its id: a registration whose lead is gone stops and says so', async () => {
    const customer = newCustomer();
    const id = leadId('experience', customer.user_id);
    await createAndRemove('Leads', id);
    expectDeleted(await bench.play('registrations', newRegistration(customer)), 'lead', 'Leads', id);
  });

  it('keeps its id: an order whose invoice is gone stops, and its refund waits', async () => {
    const order = newOrder();
    const id = invoiceId('experience', textOf(order, 'order_id'));
    await createAndRemove('AOS_Invoices', id);
    const event = await bench.play('orders', order);
    expectDeleted(event, 'invoice', 'AOS_Invoices', id);
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({
      status: 'waiting',
      waitingFor: expect.stringContaining(`event ${event.id} is dead`),
    });
  });

  it('does not come back by a registration that is sent again', async () => {
    const customer = newCustomer();
    const registration = newRegistration(customer);
    await bench.play('registrations', registration);
    bench.crm.remove('Leads', leadId('experience', customer.user_id));
    const calls = bench.calls().length;
    expect(await bench.play('registrations', registration)).toMatchObject({ status: 'done', warnings: [] });
    expect(bench.calls()).toHaveLength(calls);
  });

  it('stops a refund where it was the original, before anything is written', async () => {
    const order = newOrder();
    const orderId = textOf(order, 'order_id');
    await bench.play('orders', order);
    const id = invoiceId('experience', orderId);
    bench.crm.remove('AOS_Invoices', id);
    const event = await ended(bench, await bench.send('refunds', newRefund(order)));
    expect(event).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorCode: 'unreadable_invoice',
      errorMessage: `AOS_Invoices ${id} cannot be returned: it was deleted in the CRM; correct it in the CRM, then replay the event`,
    });
    expect(returnsOf(bench.crm, orderId)).toEqual([]);
  });
});
