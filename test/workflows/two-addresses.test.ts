import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newId, newOrder, newRegistration, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const UNIT = 'experience';

describe('two addresses of one person', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const contactOf = (order: ReturnType<typeof newOrder>) =>
    saleOf(bench.crm, textOf(order, 'order_id')).invoice.billing_contact_id;
  const people = () => {
    const user = newCustomer();
    const other = `${newId('other')}@example.com`;
    return { user, other, guest: (email: string) => newOrder({ customer: { user_id: undefined, email } }) };
  };
  const play = async (...steps: readonly (readonly ['registrations' | 'orders', ReturnType<typeof newOrder>])[]) => {
    for (const [route, body] of steps) expect(await bench.play(route, body)).toMatchObject({ status: 'done' });
  };

  it('registered with one, ordered with the other, then a guest orders with the first', async () => {
    const { user, other, guest } = people();
    const [order, last] = [newOrder({ customer: { ...user, email: other } }), guest(user.email)];
    await bench.play('registrations', newRegistration(user));
    await play(['orders', order], ['orders', last]);
    expect(contactOf(last)).toBe(contactOf(order));
  });

  it('ordered with one, registered with the other, then a guest orders with the other', async () => {
    const { user, other, guest } = people();
    const [order, last] = [newOrder({ customer: user }), guest(other)];
    await play(['orders', order]);
    await bench.play('registrations', newRegistration({ ...user, email: other }));
    await play(['orders', last]);
    expect(contactOf(last)).toBe(contactOf(order));
  });

  it('a guest orders with the address of a registration, then the user with another one', async () => {
    const { user, other, guest } = people();
    const [first, order] = [guest(user.email), newOrder({ customer: { ...user, email: other } })];
    await bench.play('registrations', newRegistration(user));
    await play(['orders', first], ['orders', order]);
    expect(contactOf(order)).toBe(contactOf(first));
  });

  it('a contact from before registers, then orders with another address', async () => {
    const { user, other } = people();
    const old = await staff.create('Contacts', { last_name: 'Old', email1: user.email });
    await bench.play('registrations', newRegistration(user));
    const order = newOrder({ customer: { ...user, email: other } });
    await play(['orders', order]);
    expect(contactOf(order)).toBe(old);
  });

  it('a contact is merged, and the next order names the user alone: the survivor has the address the links know', async () => {
    const { user } = people();
    await play(['orders', newOrder({ customer: user })]);
    const kept = await staff.create('Contacts', { last_name: 'Kept', email1: user.email });
    bench.crm.remove('Contacts', contactId({ email: user.email }));
    const order = newOrder({ customer: { user_id: user.user_id, email: undefined } });
    await play(['orders', order]);
    expect(contactOf(order)).toBe(kept);
  });

  it('a user takes an address that another contact is known by: both stay, with a warning', async () => {
    const { user, other, guest } = people();
    await play(['orders', guest(other)], ['orders', newOrder({ customer: user })]);
    const event = await bench.play('orders', newOrder({ customer: { ...user, email: other } }));
    expect(event.warnings).toEqual([expect.stringContaining('ordered with an address that')]);
  });

  it('a look that says "not found" for want of the database makes no second contact', async () => {
    const { user } = people();
    await bench.play('registrations', newRegistration(user));
    bench.crm.remove('Leads', leadId(UNIT, user.user_id));
    const contact = contactId({ email: user.email });
    bench.crm.faults.add({
      match: { method: 'GET', module: 'Contacts', path: new RegExp(contact) },
      action: { kind: 'lost-database', commit: false, missing: 'record' },
    });
    const order = newOrder({ customer: user });
    await play(['orders', order]);
    expect(contactOf(order)).toBe(contact);
  });
});
