import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { recordsWith, recordWith, relatedIds, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import {
  newCustomer,
  newId,
  newLine,
  newOrder,
  newRefund,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';

/** Situations that shops and their other integrations ran into, each under the number it is known by. */
describe('what shops meet', () => {
  const bench = useBench();

  type Order = ReturnType<typeof newOrder>;
  const done = async (order: Order, warnings: unknown = []) => {
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings });
    return saleOf(bench.crm, textOf(order, 'order_id'));
  };
  const selling = (line: Overrides, overrides: Overrides = {}) =>
    newOrder({ groups: undefined, lines: [newLine(line)], ...overrides });

  it('34: a price as a float prints it', async () => {
    const order = selling(
      { sku: newId('F'), quantity: '10', list_price: '14.309999999999999' },
      { totals: { total_amount: '143.10' } },
    );
    expect((await done(order)).invoice.total_amount).toBe('143.100000');
  });

  it('37: a sku with a space at its end', async () => {
    const sku = newId('AB');
    await done(selling({ sku: `${sku} ` }));
    expect((await done(selling({ sku }))).lines).toMatchObject([{ part_number: sku }]);
    expect(recordsWith(bench.crm, 'AOS_Products', { part_number: sku })).toHaveLength(1);
  });

  it('43: a birthday of zeros', async () => {
    const order = newOrder({ customer: newCustomer({ birthdate: '0000-00-00' }) });
    await done(order, [expect.stringContaining('/data/customer/birthdate is no date of the calendar')]);
  });

  it.each(['a+b', "o'neil", 'r&d'])(
    '51: a guest as %s@…, in another case the second time, is one contact',
    async (name) => {
      const email = `${name}${newId('51').toLowerCase()}@example.com`;
      const guest = (address: string) => newOrder({ customer: { user_id: undefined, email: address } });
      const contacts = [await done(guest(email)), await done(guest(email.toUpperCase()))].map(
        ({ invoice }) => invoice.billing_contact_id,
      );
      expect(contacts).toEqual([contactId({ email }), contactId({ email })]);
    },
  );

  it('52: an address with umlauts, which the CRM drops, is one contact with one warning', async () => {
    const customer = { user_id: undefined, email: `käufer${newId('52')}@bücher.example.com` };
    const first = await done(newOrder({ customer }), ['Contacts: email1 was dropped by the CRM']);
    expect((await done(newOrder({ customer }))).invoice.billing_contact_id).toBe(first.invoice.billing_contact_id);
  });

  it.each([
    ['2024-02-28T16:30:00Z', '2024-02-29'],
    ['2026-03-01T23:59:59.999999-12:00', '2026-03-02'],
  ])('53: an order at %s is of %s in Taipei', async (ordered_at, date) => {
    expect((await done(newOrder({ ordered_at }))).invoice.invoice_date).toBe(date);
  });

  it.each(['#61/A+B & C?x=1', '訂單61-ñ', '50%_61\'"'])('61: the order %s and its refund', async (order_id) => {
    await done(newOrder({ order_id }));
    const refund = newRefund({ data: { order_id } });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done', warnings: [] });
    expect(returnsOf(bench.crm, order_id)).toMatchObject([{ invoice: { total_amount: '-100.000000' } }]);
  });

  it('62: line separators and emoji in a signed body', async () => {
    const order = newOrder({ description: 'a\u2028b\u2029 王 😀' });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
  });

  it('63: a street of 253 characters', async () => {
    const street = ['long building name '.repeat(14).slice(0, 253)];
    const order = newOrder({ billing_address: { street, city: 'Pune', country: 'IN' } });
    await done(order, ['AOS_Invoices: billing_address_street was cut to 150 characters by the CRM']);
  });

  it('64: a fraction of a metre, and the half of it back', async () => {
    const order = selling(
      { sku: newId('M'), quantity: '1.52', list_price: '13.40' },
      { totals: { total_amount: '20.37' } },
    );
    expect((await done(order)).invoice.total_amount).toBe('20.370000');
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '0.76' }] }));
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toMatchObject([
      { invoice: { total_amount: '-10.180000' } },
    ]);
  });

  it('65: two variants whose skus are alike in their first 25 characters are two products', async () => {
    const skus = ['TSHIRT-ORGANIC-COTTON-2026-RED', 'TSHIRT-ORGANIC-COTTON-2026-BLUE'];
    const lines = skus.map((sku, index) => newLine({ line_id: String(index), sku }));
    const cut = 'AOS_Products: part_number was cut to 25 characters by the CRM';
    const sale = await done(newOrder({ groups: undefined, lines }), [cut, cut]);
    expect(new Set(sale.lines.map((line) => line.product_id)).size).toBe(2);
  });

  it('69: promo10 for PROMO10', async () => {
    const { invoice } = await done(newOrder({ promotions: ['promo10'] }));
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoice.id)).toEqual([
      '34371b7d-6437-ca5c-a772-5facafb3942f',
    ]);
  });

  it('a registration after an order that is not paid leaves the lead open, until one is paid', async () => {
    const customer = newCustomer();
    await done(newOrder({ customer, status: 'Not Paid' }));
    expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({
      status: 'done',
      warnings: [],
    });
    const lead = () => recordWith(bench.crm, 'Leads', { id: leadId('experience', customer.user_id) });
    expect(lead()).toMatchObject({ converted: '0', status: 'New' });
    await done(newOrder({ customer }));
    expect(lead()).toMatchObject({ converted: '1', contact_id: contactId({ email: customer.email }) });
  });
});
