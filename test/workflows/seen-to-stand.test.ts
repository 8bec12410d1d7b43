import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../support/service.ts';
import { recordWith, relatedIds, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import {
  newCustomer,
  newLine,
  newOrder,
  newRefund,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';

const GROUP = 'a253557e-40f7-11eb-8665-fa163ef36d26';
const LIST = 'b1111111-40da-11eb-8665-fa163ef36d26';
const PROMOTION = '34371b7d-6437-ca5c-a772-5facafb3942f';
const MARKER = { name: 'Tea house', lat: '25.033', lng: '121.565' };

describe('what a CRM answered with 201 and did not store', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  /** The lead or contact whose address it is. */
  const personOf = (module: string, { email }: { readonly email: string }) => {
    const [link] = bench.crm
      .emailLinks()
      .filter((one) => one.beanModule === module && !one.deleted && one.email.address === email);
    return recordWith(bench.crm, module, { id: link?.beanId ?? 'none' });
  };
  const loseRelations = (times: number) =>
    bench.crm.faults.add({
      match: { method: 'POST', path: /\/relationships$/, times },
      action: { kind: 'unstored-relation' },
    });
  const play = async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({
      customer,
      promotions: ['PROMO10'],
      groups: [{ lines: [newLine({ sku: 'PIN', marker: MARKER })] }],
    });
    return { customer, order, event: await bench.play('orders', order) };
  };
  const expectAllRelated = (order: Parameters<typeof textOf>[0], customer: { readonly email: string }) => {
    const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
    const contact = personOf('Contacts', customer);
    const product = recordWith(bench.crm, 'AOS_Products', { part_number: 'PIN' });
    expect(relatedIds(bench.crm, 'securitygroups_aos_invoices', GROUP)).toContain(invoice.id);
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoice.id)).toEqual([PROMOTION]);
    expect(relatedIds(bench.crm, 'prospect_lists_contacts', LIST)).toContain(contact.id);
    expect(relatedIds(bench.crm, 'aos_products_jjwg_markers_1', product.id)).toHaveLength(1);
    expect(personOf('Leads', customer)).toMatchObject({
      contact_id: contact.id,
      converted: '1',
    });
  };

  it('relations are made again until they stand', async () => {
    loseRelations(5);
    const { customer, order, event } = await play();
    expect(event).toMatchObject({ status: 'done', warnings: [] });
    expectAllRelated(order, customer);
  });

  it('relations that never stand leave the event dead, naming them; a replay makes them', async () => {
    loseRelations(10_000);
    const { customer, order, event } = await play();
    expect(event).toMatchObject({ status: 'dead', errorCode: 'relation_not_kept' });
    bench.crm.faults.clear();
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    expectAllRelated(order, customer);
  });

  it('a target list that was not joined is joined by the next order of the customer', async () => {
    bench.crm.faults.add({
      match: { method: 'POST', path: /ProspectLists\/.*\/relationships$/, times: 10_000 },
      action: { kind: 'unstored-relation' },
    });
    const { customer, event } = await play();
    expect(event).toMatchObject({ status: 'dead', errorStep: 'target lists seen' });
    bench.crm.faults.clear();
    expect(await bench.play('orders', newOrder({ customer }))).toMatchObject({ status: 'done' });
    const contact = personOf('Contacts', customer);
    expect(relatedIds(bench.crm, 'prospect_lists_contacts', LIST)).toContain(contact.id);
  });

  it('the relation of a return is made again until it stands', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    loseRelations(2);
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
    const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
    const [back] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(relatedIds(bench.crm, 'aos_invoices_aos_invoices_1', invoice.id)).toEqual([back?.invoice.id]);
  });

  it('a look that shows nothing for want of the database is not believed', async () => {
    bench.crm.faults.add({
      match: { method: 'GET', path: /\/relationships\//, times: 3 },
      action: { kind: 'lost-database', commit: true, missing: 'rows' },
    });
    const { customer, order, event } = await play();
    expect(event).toMatchObject({ status: 'done', warnings: [] });
    expectAllRelated(order, customer);
  });

  it('address, account and custom fields of a create are sent again, and stand', async () => {
    const birthdate = '1990-10-06';
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'Contacts' },
      action: { kind: 'lost-fields', fields: ['email', 'account', 'custom'] },
    });
    const customer = newCustomer({ birthdate });
    expect(await bench.play('orders', newOrder({ customer }))).toMatchObject({ status: 'done', warnings: [] });
    expect(personOf('Contacts', customer)).toMatchObject({
      account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
      birth_of_year_c: '1990',
    });
  });

  it('the address of a lead is sent again, and stands', async () => {
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'Leads' },
      action: { kind: 'lost-fields', fields: ['email'] },
    });
    const customer = newCustomer();
    expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({
      status: 'done',
      warnings: [],
    });
    personOf('Leads', customer);
  });
});
