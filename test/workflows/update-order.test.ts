import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, comesBefore, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordWith, relatedIds, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import {
  newCustomer,
  newOrder,
  newOrderUpdate,
  newRefund,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const UNIT = 'experience';
const LIST = 'b1111111-40da-11eb-8665-fa163ef36d26';

describe('an update of an order', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const invoiceOf = (order: ReturnType<typeof newOrder>) => saleOf(bench.crm, textOf(order, 'order_id')).invoice;
  const update = (order: ReturnType<typeof newOrder>, changes: Overrides) =>
    bench.play('order-updates', newOrderUpdate(order, changes));

  it('gives its addresses to the returns that come later', async () => {
    const order = newOrder({ billing_address: { street: ['No. 1'], city: 'Taipei' } });
    await bench.play('orders', order);
    await update(order, { billing_address: { street: ['No. 2'], city: 'Tainan' } });
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
    const [returned] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(returned?.invoice).toMatchObject({
      billing_address_street: 'No. 2',
      billing_address_city: 'Tainan',
      billing_contact_id: invoiceOf(order).billing_contact_id,
    });
  });

  it('changes the fields that it names and leaves the others, those that people edited by hand above all', async () => {
    const order = newOrder({ description: 'as ordered' });
    await bench.play('orders', order);
    const before = invoiceOf(order);
    await staff.update('AOS_Invoices', before.id ?? '', { description: 'by hand', shipping_address_city: 'Kaohsiung' });
    const calls = await callsDuring(bench, async () => {
      const changes = { billing_address: { street: ['No. 2', 'Floor 3'], city: 'Tainan' } };
      expect(await update(order, changes)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET AOS_Invoices', 'PATCH AOS_Invoices']);
    expect(sentAttributes(callsLike(calls, 'PATCH AOS_Invoices')[0])).toEqual({
      billing_address_street: 'No. 2\nFloor 3',
      billing_address_city: 'Tainan',
      billing_address_state: '',
      billing_address_postalcode: '',
      billing_address_country: '',
    });
    expect(invoiceOf(order)).toEqual({
      ...before,
      date_modified: invoiceOf(order).date_modified,
      description: 'by hand',
      shipping_address_city: 'Kaohsiung',
      billing_address_street: 'No. 2\nFloor 3',
      billing_address_city: 'Tainan',
      billing_address_state: '',
      billing_address_postalcode: '',
      billing_address_country: '',
    });
  });

  it('empties an address or a description by null, and nothing by an address without parts', async () => {
    const order = newOrder({ description: 'as ordered', shipping_address: { city: 'Taichung' } });
    await bench.play('orders', order);
    await update(order, { description: null, billing_address: null, shipping_address: {} });
    expect(invoiceOf(order)).toMatchObject({
      description: '',
      billing_address_street: '',
      billing_address_city: '',
      shipping_address_city: 'Taichung',
    });
  });

  it('that makes it paid converts the lead of its buyer, who joins the target lists, once the invoice is paid', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer, status: 'Not Paid' });
    await bench.play('orders', order);
    const calls = await callsDuring(bench, async () => {
      expect(await update(order, { status: 'Paid' })).toMatchObject({ status: 'done', warnings: [] });
    });
    const contact = contactId({ email: customer.email });
    expect(invoiceOf(order)).toMatchObject({ status: 'Paid', billing_contact_id: contact });
    expect(comesBefore(calls, 'PATCH AOS_Invoices', 'POST Leads relationships Contacts')).toBe(true);
    expect(comesBefore(calls, 'POST Leads relationships Contacts', 'PATCH Leads')).toBe(true);
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) })).toMatchObject({
      converted: '1',
      status: 'Converted',
      contact_id: contact,
    });
    expect(relatedIds(bench.crm, 'prospect_lists_contacts', LIST)).toContain(contact);
  });

  it('that makes it paid makes its buyer a customer, whose lead is converted when it comes later', async () => {
    const customer = newCustomer();
    const order = newOrder({ customer, status: 'Not Paid' });
    await bench.play('orders', order);
    await update(order, { status: 'Paid' });
    await bench.play('registrations', newRegistration(customer));
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) }).converted).toBe('1');
  });

  it('that says Paid of a paid one touches neither lead nor list again', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    const calls = await callsDuring(bench, () => update(order, { status: 'Paid' }));
    expect(texts(calls)).toEqual(['GET AOS_Invoices', 'PATCH AOS_Invoices']);
  });

  it('that takes Paid back leaves its buyer a customer', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer });
    await bench.play('orders', order);
    expect(await update(order, { status: 'Not Paid' })).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).status).toBe('Not Paid');
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) }).converted).toBe('1');
  });

  it('makes nobody a customer where nobody was known to have bought', async () => {
    const order = newOrder({ customer: null, status: 'Not Paid' });
    await bench.play('orders', order);
    const calls = await callsDuring(bench, async () => {
      expect(await update(order, { status: 'Paid' })).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET AOS_Invoices', 'PATCH AOS_Invoices']);
  });

  it('finds who bought by a phone alone', async () => {
    const customer = { user_id: null, email: null, last_name: 'Lin', phones: { mobile: '+886 955 000 111' } };
    const order = newOrder({ customer, status: 'Not Paid' });
    await bench.play('registrations', newRegistration(customer));
    await bench.play('orders', order);
    await update(order, { status: 'Paid' });
    const contact = invoiceOf(order).billing_contact_id ?? '';
    expect(recordWith(bench.crm, 'Leads', { contact_id: contact })).toMatchObject({ converted: '1' });
  });

  it('of an invoice that was deleted in the CRM is dead before anything is written', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    bench.crm.remove('AOS_Invoices', invoiceOf(order).id ?? '');
    const calls = await callsDuring(bench, async () => {
      expect(await update(order, { status: 'Canceled' })).toMatchObject({
        status: 'dead',
        errorClass: 'permanent',
        errorCode: 'invoice_gone',
      });
    });
    expect(new Set(texts(calls))).toEqual(new Set(['GET AOS_Invoices']));
  });

  it('goes to the contact that took the place of one that was merged meanwhile', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer, status: 'Not Paid' });
    await bench.play('orders', order);
    const kept = await staff.create('Contacts', { last_name: 'Kept', email1: customer.email });
    bench.crm.remove('Contacts', contactId({ email: customer.email }));
    expect(await update(order, { status: 'Paid' })).toMatchObject({ status: 'done' });
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) }).contact_id).toBe(kept);
    expect(relatedIds(bench.crm, 'prospect_lists_contacts', LIST)).toContain(kept);
  });

  it('leaves a lead alone that people converted by hand, with a warning', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer, status: 'Not Paid' });
    await bench.play('orders', order);
    const lead = leadId(UNIT, customer.user_id);
    const chosen = await staff.create('Contacts', { last_name: 'Chosen' });
    bench.crm.edit('Leads', lead, { converted: '1', contact_id: chosen });
    await bench.database.database.prisma.link.updateMany({ data: { seenAt: new Date(0) } });
    expect(await update(order, { status: 'Paid' })).toMatchObject({
      status: 'done',
      warnings: expect.arrayContaining([expect.stringContaining(`was converted in the CRM to Contacts ${chosen}`)]),
    });
    expect(recordWith(bench.crm, 'Leads', { id: lead }).contact_id).toBe(chosen);
  });

  it('says in a warning what the CRM did not keep', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    const { warnings } = await update(order, { billing_address: { city: 'T'.repeat(150) } });
    expect(warnings).toEqual([expect.stringContaining('billing_address_city')]);
  });
});
