import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  contactId,
  groupId,
  invoiceId,
  leadId,
  lineId,
  markerId,
  productId,
  returnId,
} from '../../../src/domain/record-ids.ts';
import { useBench } from '../../support/service.ts';
import { callsDuring, texts } from '../../support/workflows/calls.ts';
import { recordsWith, recordWith, relatedIds, returnsOf, saleOf } from '../../support/workflows/crm-records.ts';
import { replayed } from '../../support/workflows/events.ts';
import {
  newCustomer,
  newId,
  newLine,
  newOrder,
  newOrderUpdate,
  newRefund,
  newRegistration,
  textOf,
} from '../../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../../support/workflows/staff.ts';

const UNIT = 'experience';
const LISTS = 'prospect_lists_contacts';
const LIST = 'b1111111-40da-11eb-8665-fa163ef36d26';

describe('an event that is done and looks at everything again', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(() => {
    staff = staffOf(bench.crm);
  });
  afterAll(() => staff.leave());

  const gone = (module: string, id: string, successor: string) =>
    `${module} ${id} is gone from the CRM; ${successor} took its place`;
  const orderIdOf = (order: ReturnType<typeof newOrder>) => textOf(order, 'order_id');

  it('writes nothing where all of it stands', async () => {
    const customer = newCustomer();
    const sku = newId('SKU');
    const marker = {
      name: 'Tea house',
      type: 'origin',
      city: 'Taipei',
      country: 'Taiwan',
      lat: '25.033',
      lng: '121.565',
    };
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({
      customer,
      promotions: ['PROMO10'],
      groups: [{ name: 'One', lines: [newLine({ sku, marker })] }],
    });
    const event = await bench.play('orders', order);
    const calls = await callsDuring(bench, async () => {
      expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls).filter((text) => !text.startsWith('GET'))).toEqual([]);
    expect(recordsWith(bench.crm, 'AOS_Products', { part_number: sku })).toHaveLength(1);
    expect(recordsWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) })).toMatchObject([
      { status: 'Converted' },
    ]);
  });

  it('makes the invoice, its groups and its lines anew, and leaves their number and links to what stands', async () => {
    const order = newOrder({ promotions: ['PROMO10'] });
    const orderId = orderIdOf(order);
    const event = await bench.play('orders', order);
    const before = saleOf(bench.crm, orderId);
    const [first, second] = [invoiceId(UNIT, orderId), invoiceId(UNIT, orderId, 2)];
    bench.crm.remove('AOS_Invoices', first);
    bench.crm.remove('AOS_Line_Item_Groups', groupId(UNIT, orderId, 1));
    const done = await replayed(bench, event.id, 'again');
    expect(done).toMatchObject({
      status: 'done',
      warnings: expect.arrayContaining([gone('AOS_Invoices', first, second)]),
    });
    const sale = saleOf(bench.crm, orderId);
    expect(sale.invoice).toMatchObject({ id: second, total_amount: before.invoice.total_amount });
    expect(sale.groups.map(({ id }) => id)).toEqual([groupId(UNIT, orderId, 1, 2)]);
    expect(sale.lines).toMatchObject([
      { id: lineId(UNIT, orderId, '1', 2), parent_id: second, group_id: groupId(UNIT, orderId, 1, 2) },
    ]);
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', second)).toHaveLength(1);
    expect(await bench.play('order-updates', newOrderUpdate(order, { description: 'called back' }))).toMatchObject({
      status: 'done',
    });
    expect(saleOf(bench.crm, orderId).invoice).toMatchObject({ id: second, description: 'called back' });
  });

  it('makes one line anew, once, however often it is replayed; what people changed of the others stays', async () => {
    const lines = [newLine({ line_id: '1' }), newLine({ line_id: '2', sku: newId('SKU') })];
    const order = newOrder({ groups: [{ name: 'One', lines }] });
    const orderId = orderIdOf(order);
    const event = await bench.play('orders', order);
    await staff.update('AOS_Products_Quotes', lineId(UNIT, orderId, '1'), {
      name: 'Tea and cake',
      product_total_price: '90',
    });
    bench.crm.remove('AOS_Products_Quotes', lineId(UNIT, orderId, '2'));
    for (const _ of [1, 2]) expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done' });
    expect(saleOf(bench.crm, orderId).lines).toMatchObject([
      {
        id: lineId(UNIT, orderId, '1'),
        name: 'Tea and cake',
        product_total_price: expect.stringMatching(/^90(\.0+)?$/),
      },
      { id: lineId(UNIT, orderId, '2', 2) },
    ]);
    const refund = newRefund(order, { lines: [{ line_id: '2', quantity: '1' }] });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done' });
    expect(await bench.play('refunds', newRefund(order, { lines: [{ line_id: '2', quantity: '1' }] }))).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
    });
  });

  it('gives the invoice the contact and the line the product that took the place of what is gone', async () => {
    const customer = newCustomer();
    const sku = newId('SKU');
    const order = newOrder({ customer, groups: [{ name: 'One', lines: [newLine({ sku })] }] });
    const event = await bench.play('orders', order);
    bench.crm.remove('Contacts', contactId({ email: customer.email }));
    bench.crm.remove('AOS_Products', productId(sku));
    const [contact, product] = [contactId({ email: customer.email }, 2), productId(sku, 2)];
    expect(await replayed(bench, event.id, 'again')).toMatchObject({
      status: 'done',
      warnings: expect.arrayContaining([
        gone('Contacts', contactId({ email: customer.email }), contact),
        gone('AOS_Products', productId(sku), product),
      ]),
    });
    const { invoice, lines } = saleOf(bench.crm, orderIdOf(order));
    expect(invoice.billing_contact_id).toBe(contact);
    expect(lines).toMatchObject([{ product_id: product }]);
    expect(relatedIds(bench.crm, LISTS, LIST)).toContain(contact);
  });

  it('pins a product anew whose marker is gone', async () => {
    const sku = newId('SKU');
    const marker = {
      name: 'Tea house',
      type: 'origin',
      city: 'Taipei',
      country: 'Taiwan',
      lat: '25.033',
      lng: '121.565',
    };
    const event = await bench.play(
      'orders',
      newOrder({ groups: [{ name: 'One', lines: [newLine({ sku, marker })] }] }),
    );
    bench.crm.remove('jjwg_Markers', markerId(sku));
    expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done' });
    expect(recordWith(bench.crm, 'jjwg_Markers', { id: markerId(sku, 2) })).toMatchObject({ name: 'Tea house' });
  });

  it('relates what people have taken apart', async () => {
    const customer = newCustomer();
    const event = await bench.play('orders', newOrder({ customer }));
    const contact = contactId({ email: customer.email });
    for (const row of bench.crm.joinRows(LISTS)) if (row.right === contact) row.deleted = true;
    expect(relatedIds(bench.crm, LISTS, LIST)).not.toContain(contact);
    expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done', warnings: [] });
    expect(relatedIds(bench.crm, LISTS, LIST)).toContain(contact);
  });

  it('makes a return anew, and takes no more back for it', async () => {
    const order = newOrder();
    const orderId = orderIdOf(order);
    await bench.play('orders', order);
    const refund = newRefund(order);
    const refundId = textOf(refund, 'refund_id');
    const event = await bench.play('refunds', refund);
    const [before] = returnsOf(bench.crm, orderId);
    bench.crm.remove('AOS_Invoices', returnId(UNIT, orderId, refundId));
    expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done' });
    const [again, ...others] = returnsOf(bench.crm, orderId);
    expect(others).toEqual([]);
    expect(again?.invoice).toMatchObject({
      id: returnId(UNIT, orderId, refundId, 2),
      total_amount: before?.invoice.total_amount,
    });
    expect(again?.lines).toHaveLength(before?.lines.length ?? 0);
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
    });
  });

  it('makes a lead anew', async () => {
    const customer = newCustomer();
    const event = await bench.play('registrations', newRegistration(customer));
    const [first, second] = [leadId(UNIT, customer.user_id), leadId(UNIT, customer.user_id, 2)];
    bench.crm.remove('Leads', first);
    expect(await replayed(bench, event.id, 'again')).toMatchObject({
      status: 'done',
      warnings: expect.arrayContaining([gone('Leads', first, second)]),
    });
    await bench.play('orders', newOrder({ customer }));
    expect(recordWith(bench.crm, 'Leads', { id: second })).toMatchObject({ status: 'Converted' });
  });

  it('is told apart from the same order that was sent again', async () => {
    const order = newOrder();
    const orderId = orderIdOf(order);
    const event = await bench.play('orders', order);
    const repeat = await bench.play('orders', order);
    bench.crm.remove('AOS_Invoices', invoiceId(UNIT, orderId));
    expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done' });
    expect(saleOf(bench.crm, orderId).invoice.id).toBe(invoiceId(UNIT, orderId, 2));
    const calls = bench.calls().length;
    expect(await replayed(bench, repeat.id, 'again')).toMatchObject({ status: 'done', warnings: [] });
    expect(bench.calls()).toHaveLength(calls);
  });

  it('says where an update has changed since what it makes anew', async () => {
    const order = newOrder();
    const orderId = orderIdOf(order);
    const event = await bench.play('orders', order);
    const update = await bench.play('order-updates', newOrderUpdate(order, { description: 'called back' }));
    bench.crm.remove('AOS_Invoices', invoiceId(UNIT, orderId));
    expect(await replayed(bench, event.id, 'again')).toMatchObject({
      warnings: expect.arrayContaining([expect.stringContaining(`event ${update.id} changed it since`)]),
    });
    expect(await replayed(bench, update.id, 'again')).toMatchObject({ status: 'done', warnings: [] });
    expect(saleOf(bench.crm, orderId).invoice.description).toBe('called back');
  });
});
