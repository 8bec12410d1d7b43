import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, invoiceId, leadId } from '../../src/domain/record-ids.ts';
import { type Bench, startBench } from '../support/service.ts';
import { returnsOf, saleOf } from './support/crm-records.ts';
import { ended } from './support/events.ts';
import { newCustomer, newOrder, newRefund, newRegistration, textOf } from './support/shop-events.ts';
import { type Staff, staffOf } from './support/staff.ts';

describe('a record that was deleted in the CRM', () => {
  let bench: Bench;
  let staff: Staff;
  beforeAll(async () => {
    bench = await startBench();
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
    await bench.close();
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

  it('keeps its id: an order whose contact is gone stops before the invoice', async () => {
    const customer = newCustomer();
    const id = contactId({ email: customer.email });
    await createAndRemove('Contacts', id);
    const order = newOrder({ customer });
    expectDeleted(await bench.play('orders', order), 'contact', 'Contacts', id);
    expect(() => saleOf(bench.crm, textOf(order, 'order_id'))).toThrow('found 0');
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

  it('stops an order where it was the lead, after the sale is recorded', async () => {
    const customer = newCustomer();
    const lead = leadId('experience', customer.user_id);
    await bench.play('registrations', newRegistration(customer));
    bench.crm.remove('Leads', lead);
    const order = newOrder({ customer });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorCode: 'record_not_found',
      errorStep: `lead ${lead} contact`,
      errorMessage: expect.stringContaining('the CRM has no such record, or it was deleted'),
    });
    expect(saleOf(bench.crm, textOf(order, 'order_id')).lines).toHaveLength(1);
  });

  it('is a warning where it is the contact of an invoice', async () => {
    const customer = newCustomer();
    await bench.play('orders', newOrder({ customer }));
    bench.crm.remove('Contacts', contactId({ email: customer.email }));
    const order = newOrder({ customer });
    const warning =
      'AOS_Invoices: billing_contact_id names a contact that the CRM does not show; if it was deleted, choose another';
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [warning] });
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [warning] });
  });

  it('stops a refund where it was the original, and names the step', async () => {
    const order = newOrder();
    const orderId = textOf(order, 'order_id');
    await bench.play('orders', order);
    bench.crm.remove('AOS_Invoices', invoiceId('experience', orderId));
    const event = await ended(bench, await bench.send('refunds', newRefund(order)));
    expect(event).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorCode: 'record_not_found',
      errorStep: 'return of original',
    });
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });
});
