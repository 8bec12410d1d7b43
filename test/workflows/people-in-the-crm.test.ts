import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { contactId, leadId, markerId, productId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordWith, relatedIds, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import {
  newCustomer,
  newId,
  newLine,
  newOrder,
  newRefund,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const UNIT = 'experience';
const LISTS = 'prospect_lists_contacts';

describe.each([
  ['that was seen a moment ago', 600_000],
  ['that is looked at each time', 0],
])('what people do in the CRM to a record %s', (_, linkCheckMs) => {
  const bench = useBench({ suitecrm: { linkCheckMs } });
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const invoiceOf = (order: ReturnType<typeof newOrder>) => saleOf(bench.crm, textOf(order, 'order_id')).invoice;
  const gone = (module: string, id: string, successor: string) =>
    `${module} ${id} is gone from the CRM; ${successor} took its place`;

  it('a junk lead is deleted, then its person orders, orders again and is refunded', async () => {
    const customer = newCustomer();
    const lead = leadId(UNIT, customer.user_id);
    await bench.play('registrations', newRegistration(customer));
    bench.crm.remove('Leads', lead);
    const [order, next] = [newOrder({ customer }), newOrder({ customer })];
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: [`Leads ${lead} is gone from the CRM: there is no lead to convert`],
    });
    expect(await bench.play('orders', next)).toMatchObject({ status: 'done', warnings: [] });
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
  });

  it('two contacts are merged into the other one, then the customer orders again', async () => {
    const customer = newCustomer();
    const lost = contactId({ email: customer.email });
    const first = newOrder({ customer });
    await bench.play('orders', first);
    const kept = await staff.create('Contacts', { last_name: 'Kept', email1: customer.email.toUpperCase() });
    bench.crm.remove('Contacts', lost);
    const second = newOrder({ customer });
    expect(await bench.play('orders', second)).toMatchObject({
      status: 'done',
      warnings: [gone('Contacts', lost, kept)],
    });
    expect(invoiceOf(second).billing_contact_id).toBe(kept);
    expect(relatedIds(bench.crm, LISTS, 'b1111111-40da-11eb-8665-fa163ef36d26')).toContain(kept);
    const third = newOrder({ customer });
    expect(await bench.play('orders', third)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(third).billing_contact_id).toBe(kept);
    expect(await bench.play('refunds', newRefund(second))).toMatchObject({ status: 'done', warnings: [] });
    expect(returnsOf(bench.crm, textOf(second, 'order_id'))).toMatchObject([{ invoice: { billing_contact_id: kept } }]);
  });

  it('a contact is deleted: the next order makes another one, and so does the next after that', async () => {
    const customer = newCustomer();
    await bench.play('orders', newOrder({ customer }));
    for (const turn of [2, 3]) {
      const [before, after] = [
        contactId({ email: customer.email }, turn - 1),
        contactId({ email: customer.email }, turn),
      ];
      bench.crm.remove('Contacts', before);
      const order = newOrder({ customer });
      const warnings = [gone('Contacts', before, after)];
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings });
      expect(invoiceOf(order).billing_contact_id).toBe(after);
      expect(recordWith(bench.crm, 'Contacts', { id: after })).toMatchObject({ first_name: 'Iam' });
    }
  });

  it('a contact is deleted and the links are forgotten: its id is passed over', async () => {
    const customer = newCustomer();
    const first = contactId({ email: customer.email });
    await staff.create('Contacts', { last_name: 'Once' }, first);
    bench.crm.remove('Contacts', first);
    const order = newOrder({ customer });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).billing_contact_id).toBe(contactId({ email: customer.email }, 2));
  });

  it('a contact is deleted, and two orders come at once: both are of one new contact', async () => {
    const customer = newCustomer();
    await bench.play('orders', newOrder({ customer }));
    bench.crm.remove('Contacts', contactId({ email: customer.email }));
    const orders = [newOrder({ customer }), newOrder({ customer })];
    const events = await Promise.all(orders.map((order) => bench.play('orders', order)));
    expect(events.map(({ status }) => status)).toEqual(['done', 'done']);
    const second = contactId({ email: customer.email }, 2);
    expect(orders.map((order) => invoiceOf(order).billing_contact_id)).toEqual([second, second]);
  });

  it('a contact is merged, then the customer registers: the lead goes to the one that stands', async () => {
    const customer = newCustomer();
    const lost = contactId({ email: customer.email });
    await bench.play('orders', newOrder({ customer }));
    const kept = await staff.create('Contacts', { last_name: 'Kept', email1: customer.email });
    bench.crm.remove('Contacts', lost);
    expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({
      status: 'done',
      warnings: [gone('Contacts', lost, kept)],
    });
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) })).toMatchObject({
      contact_id: kept,
      converted: '1',
    });
  });

  it('a contact was there before: the lead of who registers is related to it and converted', async () => {
    const customer = newCustomer();
    const old = await staff.create('Contacts', { last_name: 'Old', email1: customer.email });
    expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({
      status: 'done',
      warnings: [],
    });
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) })).toMatchObject({
      contact_id: old,
      converted: '1',
      status: 'Converted',
    });
    const order = newOrder({ customer });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).billing_contact_id).toBe(old);
  });

  it('two contacts have the address of who registers: the lead stays open, with a warning', async () => {
    const customer = newCustomer();
    for (const last_name of ['A', 'B']) await staff.create('Contacts', { last_name, email1: customer.email });
    const { warnings, status } = await bench.play('registrations', newRegistration(customer));
    expect([status, warnings]).toEqual(['done', [expect.stringContaining('have the address of this lead')]]);
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) }).converted).toBe('0');
  });

  it('a promotion is made anew under its code, a moment after it was used', async () => {
    const code = newId('MAY');
    const before = await staff.create('OWL_Promotions', { name: 'May', code });
    await bench.play('orders', newOrder({ promotions: [code] }));
    bench.crm.remove('OWL_Promotions', before);
    const again = await staff.create('OWL_Promotions', { name: 'May again', code });
    const order = newOrder({ promotions: [code] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoiceOf(order).id)).toEqual([again]);
    bench.crm.remove('OWL_Promotions', again);
    expect(await bench.play('orders', newOrder({ promotions: [code] }))).toMatchObject({
      status: 'done',
      warnings: [`The CRM has no promotion ${code}; the invoice stands without it`],
    });
  });

  it('a user orders with another address: a guest with it is the same person', async () => {
    const customer = newCustomer();
    const other = `${newId('new')}@example.com`;
    const orders = [
      newOrder({ customer }),
      newOrder({ customer: { ...customer, email: other } }),
      newOrder({ customer: { user_id: undefined, email: other.toUpperCase() } }),
    ];
    for (const order of orders)
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    const contact = contactId({ email: customer.email });
    expect(orders.map((order) => invoiceOf(order).billing_contact_id)).toEqual([contact, contact, contact]);
    expect(recordWith(bench.crm, 'Contacts', { id: contact })).toBeDefined();
  });

  it('a user orders with the address of somebody else: both stay who they are', async () => {
    const customer = newCustomer();
    const email = `${newId('other')}@example.com`;
    const other = await staff.create('Contacts', { last_name: 'Other', email1: email });
    await bench.play('orders', newOrder({ customer }));
    const order = newOrder({ customer: { ...customer, email } });
    const contact = contactId({ email: customer.email });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: [`Contacts ${contact} ordered with an address that ${other} has; merge them in the CRM`],
    });
    expect(invoiceOf(order).billing_contact_id).toBe(contact);
    const guest = newOrder({ customer: { user_id: undefined, email } });
    await bench.play('orders', guest);
    expect(invoiceOf(guest).billing_contact_id).toBe(other);
  });
});

describe('what people do in the CRM, where each record is looked at', () => {
  const bench = useBench({ suitecrm: { linkCheckMs: 0 } });
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const sale = (order: ReturnType<typeof newOrder>) => saleOf(bench.crm, textOf(order, 'order_id'));
  const selling = (line: Readonly<Record<string, unknown>>) => newOrder({ groups: [{ lines: [newLine(line)] }] });
  const marker = { name: 'Tea house', lat: '25.033', lng: '121.565' };

  it('a product is deleted: the next order makes another one with its pin', async () => {
    const sku = newId('SKU');
    await bench.play('orders', selling({ sku, marker }));
    bench.crm.remove('AOS_Products', productId(sku));
    const order = selling({ sku, marker });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: [
        expect.stringContaining('pins the new'),
        `AOS_Products ${productId(sku)} is gone from the CRM; ${productId(sku, 2)} took its place`,
      ],
    });
    expect(sale(order).lines).toMatchObject([{ product_id: productId(sku, 2) }]);
    expect(recordWith(bench.crm, 'jjwg_Markers', { id: markerId(sku, 2) })).toBeDefined();
    expect(await bench.play('orders', selling({ sku, marker }))).toMatchObject({ status: 'done', warnings: [] });
  });

  it('a product is deleted, and the pin of the new one fails at first: it stands in the end, once', async () => {
    const sku = newId('SKU');
    await bench.play('orders', selling({ sku, marker }));
    bench.crm.remove('AOS_Products', productId(sku));
    bench.crm.faults.add({
      match: { method: 'POST', path: new RegExp(`AOS_Products/${productId(sku, 2)}/relationships`) },
      action: faultActions.emptyServerError,
    });
    expect(await bench.play('orders', selling({ sku, marker }))).toMatchObject({ status: 'done' });
    expect(relatedIds(bench.crm, 'aos_products_jjwg_markers_1', productId(sku, 2))).toEqual([markerId(sku, 2)]);
    expect(await bench.play('orders', selling({ sku, marker }))).toMatchObject({ status: 'done', warnings: [] });
  });

  it('a product is merged into another one with its part number: that one is sold from then on', async () => {
    const sku = newId('SKU');
    await bench.play('orders', selling({ sku }));
    const kept = await staff.create('AOS_Products', { name: 'Kept', part_number: sku });
    bench.crm.remove('AOS_Products', productId(sku));
    const order = selling({ sku });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: [`AOS_Products ${productId(sku)} is gone from the CRM; ${kept} took its place`],
    });
    expect(sale(order).lines).toMatchObject([{ product_id: kept }]);
  });

  it('a lead is converted by hand to another contact, which is the customer from then on', async () => {
    const customer = newCustomer();
    const lead = leadId(UNIT, customer.user_id);
    await bench.play('registrations', newRegistration(customer));
    const chosen = await staff.create('Contacts', { last_name: 'Chosen' });
    await staff.update('Leads', lead, { contact_id: chosen, converted: '1', status: 'Converted' });
    for (const warnings of [
      [`Leads ${lead} was converted in the CRM to Contacts ${chosen}, which is the customer's from now on`],
      [],
    ]) {
      const order = newOrder({ customer });
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings });
      expect(sale(order).invoice.billing_contact_id).toBe(chosen);
    }
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({ contact_id: chosen, status: 'Converted' });
  });

  it('costs one look for each record that was not seen, and none for those that were', async () => {
    const customer = newCustomer();
    const sku = newId('SKU');
    const order = () => newOrder({ customer, groups: [{ lines: [newLine({ sku })] }] });
    await bench.play('orders', order());
    const looks = async () =>
      texts(await callsDuring(bench, () => bench.play('orders', order()))).filter((text) => /^GET \w+$/.test(text));
    expect(await looks()).toEqual(['GET AOS_Products', 'GET Contacts']);
    await bench.restart({ suitecrm: { linkCheckMs: 600_000 } });
    expect(await looks()).toEqual([]);
  });

  it('an order that died of a deleted lead before goes on by a replay', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer, groups: [{ lines: [newLine({ sku: newId('SKU'), category: 'Nowhere' })] }] });
    const event = await bench.play('orders', order);
    expect(event.status).toBe('dead');
    bench.crm.remove('Leads', leadId(UNIT, customer.user_id));
    bench.crm.remove('Contacts', contactId({ email: customer.email }));
    await staff.create('AOS_Product_Categories', { name: 'Nowhere' });
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    expect(sale(order).invoice.billing_contact_id).toBe(contactId({ email: customer.email }, 2));
  });
});
