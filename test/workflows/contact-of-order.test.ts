import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newCustomer, newOrder, newRegistration, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const RACED = 'c0000000-0000-4000-8000-000000000001';

describe('the contact of an order', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const contactOf = (order: Parameters<typeof textOf>[0]) =>
    saleOf(bench.crm, textOf(order, 'order_id')).invoice.billing_contact_id;
  const contactsNamed = (last_name: string) => recordsWith(bench.crm, 'Contacts', { last_name });

  it('is the one that has the address already, whatever its case', async () => {
    const existing = await staff.create('Contacts', { last_name: 'Lin', email1: 'Lin.MEI@example.com' });
    const order = newOrder({ customer: newCustomer({ email: 'lin.mei@EXAMPLE.com', last_name: 'Lin' }) });
    const calls = await callsDuring(bench, () => bench.play('orders', order));
    expect(texts(calls)).not.toContain('POST Contacts');
    expect(contactOf(order)).toBe(existing);
    expect(contactsNamed('Lin')).toHaveLength(1);
  });

  it('is not one that has the address only as its second', async () => {
    const second = await staff.create('Contacts', {
      last_name: 'Wu',
      email1: 'wu@example.com',
      email2: 'family@example.com',
    });
    const order = newOrder({ customer: newCustomer({ email: 'family@example.com' }) });
    await bench.play('orders', order);
    expect(contactOf(order)).toBe(contactId({ email: 'family@example.com' }));
    expect(contactOf(order)).not.toBe(second);
  });

  it('counts once when the CRM lists it twice', async () => {
    await staff.createInARace('Contacts', { last_name: 'Twice', email1: 'twice@example.com' }, RACED);
    expect(bench.crm.emailLinks().filter((link) => link.beanId === RACED)).toHaveLength(2);
    const order = newOrder({ customer: newCustomer({ email: 'twice@example.com' }) });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    expect(contactOf(order)).toBe(RACED);
  });

  it('is for a person to choose where two have the address; once they are merged, a replay goes on', async () => {
    const one = await staff.create('Contacts', { last_name: 'Hsu', email1: 'hsu@example.com' });
    const other = await staff.create('Contacts', { last_name: 'Hsu', email1: 'HSU@example.com' });
    const order = newOrder({ customer: newCustomer({ email: 'hsu@example.com' }) });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({ status: 'dead', attempts: 1, errorClass: 'ambiguous', errorStep: 'contact look-up' });
    for (const id of [one, other]) expect(event.errorMessage).toContain(id);
    expect(event.errorMessage).toContain('merge or rename them in the CRM, then replay');
    expect(recordsWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') })).toEqual([]);

    bench.crm.remove('Contacts', other);
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done', attempts: 1, errorClass: null });
    expect(contactOf(order)).toBe(one);
  });

  it('of a guest is made from the address', async () => {
    const email = 'Guest.One@example.com';
    const order = newOrder({ customer: { user_id: undefined, email, first_name: 'A', last_name: 'Guest' } });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(contactOf(order)).toBe(contactId({ email: 'guest.one@example.com' }));
    expect(bench.crm.emailLinks().find((link) => link.beanId === contactOf(order))?.email.address).toBe(email);
  });

  it('of a user without an address is made from the user, and found again by it', async () => {
    const customer = { user_id: 'U-no-mail', email: undefined };
    const [first, second] = [newOrder({ customer }), newOrder({ customer })];
    const calls = await callsDuring(bench, async () => {
      await bench.play('orders', first);
      await bench.play('orders', second);
    });
    expect(texts(calls)).not.toContain('GET Contacts');
    expect(contactOf(first)).toBe(contactId({ businessUnit: 'experience', userId: 'U-no-mail' }));
    expect(contactOf(second)).toBe(contactOf(first));
  });

  it('is one for a guest and a registered user with one address, whoever comes first', async () => {
    const [guestFirst, userFirst] = ['shared1@example.com', 'shared2@example.com'];
    const guest = (email: string) => newOrder({ customer: { user_id: undefined, email } });
    const user = (email: string) => newOrder({ customer: newCustomer({ email }) });
    const orders = [guest(guestFirst), user(guestFirst), user(userFirst.toUpperCase()), guest(userFirst)];
    for (const order of orders) expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    const [a, b, c, d] = orders.map(contactOf);
    expect([a, c]).toEqual([b, d]);
    expect(a).not.toBe(c);
  });

  it('stays the same when the user has another address by now', async () => {
    const customer = newCustomer();
    const before = newOrder({ customer });
    const after = newOrder({ customer: { ...customer, email: 'moved@example.com' } });
    for (const order of [before, after]) await bench.play('orders', order);
    expect(contactOf(after)).toBe(contactOf(before));
  });

  it('is one for two first orders of one address that come at once', async () => {
    const email = 'both@example.com';
    const orders = Array.from({ length: 2 }, () => newOrder({ customer: newCustomer({ email, last_name: 'Both' }) }));
    const events = await Promise.all(orders.map((order) => bench.play('orders', order)));
    expect(events.map((event) => event.status)).toEqual(['done', 'done']);
    expect(contactsNamed('Both')).toHaveLength(1);
  });

  it("converts the user's lead and every other lead with the address, a guest's order too", async () => {
    const email = 'many.leads@example.com';
    const [one, other] = [newCustomer({ email }), newCustomer({ email: email.toUpperCase() })];
    for (const customer of [one, other]) await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer: { user_id: undefined, email } });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    for (const { user_id } of [one, other]) {
      expect(recordWith(bench.crm, 'Leads', { id: leadId('experience', user_id) })).toMatchObject({
        converted: '1',
        status: 'Converted',
        contact_id: contactOf(order),
      });
    }
  });

  it("leaves other people's leads alone", async () => {
    const other = newCustomer();
    await bench.play('registrations', newRegistration(other));
    await bench.play('orders', newOrder());
    expect(recordWith(bench.crm, 'Leads', { id: leadId('experience', other.user_id) })).toMatchObject({
      converted: '0',
      status: 'New',
    });
  });
});
