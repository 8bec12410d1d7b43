import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, emailAddressId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import {
  newCustomer,
  newCustomerUpdate,
  newId,
  newOrder,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const UNIT = 'experience';

describe('a new address of a customer', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const update = (customer: object) => bench.play('customer-updates', newCustomerUpdate({ ...customer }));
  const newEmail = () => `${newId('new')}@example.com`;
  /** Addresses as the CRM shows them, the first one first. */
  const emailsOf = (module: string, id: string) => staff.emails(module, id);
  const person = async (overrides = {}) => {
    const customer = newCustomer(overrides);
    await bench.play('registrations', newRegistration(customer));
    await bench.play('orders', newOrder({ customer }));
    return {
      ...customer,
      lead: leadId(UNIT, customer.user_id),
      contact: contactId({ email: customer.email }),
      customer,
    };
  };
  const buyerOf = async (customer: object) => {
    const order = newOrder({ customer: { user_id: undefined, email: undefined, ...customer } });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    return saleOf(bench.crm, textOf(order, 'order_id')).invoice.billing_contact_id;
  };

  it('becomes the first of lead and contact, by one row that both share, and the old one is taken off', async () => {
    const { user_id, lead, contact, email: old } = await person();
    const email = newEmail();
    const calls = await callsDuring(bench, async () => {
      expect(await update({ user_id, email })).toMatchObject({ status: 'done', warnings: [] });
    });
    for (const [module, id] of [
      ['Leads', lead],
      ['Contacts', contact],
    ] as const) {
      expect(await emailsOf(module, id)).toEqual([email, '']);
      const { rows } = bench.crm
        .emailLinks()
        .reduce(
          (found, link) => (link.beanId === id && !link.deleted ? { rows: [...found.rows, link.email.id] } : found),
          { rows: [] as string[] },
        );
      expect(rows).toEqual([emailAddressId(email)]);
    }
    const written = texts(calls).filter((text) => !text.startsWith('GET'));
    expect(written).toEqual([
      'DELETE Contacts relationships',
      'DELETE Leads relationships',
      'POST Contacts relationships',
      'POST EmailAddresses',
      'POST Leads relationships',
    ]);
    // Later saves of the records by others keep it.
    await staff.update('Contacts', contact, { title: 'x' });
    expect(await emailsOf('Contacts', contact)).toEqual([email, '']);
    expect(old).not.toBe(email);
  });

  it('finds the same contact from then on, and so does the old one', async () => {
    const { user_id, contact, email: old } = await person();
    const email = newEmail();
    await update({ user_id, email });
    expect(await buyerOf({ email })).toBe(contact);
    expect(await buyerOf({ email: old.toUpperCase() })).toBe(contact);
    expect(await buyerOf({ user_id })).toBe(contact);
    expect(recordsWith(bench.crm, 'Contacts', { id: contactId({ email }) })).toEqual([]);
  });

  it('of a lead that has not bought yet is that of the contact which an order makes, and the lead is found by it', async () => {
    const [first, second] = [newCustomer(), newCustomer()];
    for (const customer of [first, second]) await bench.play('registrations', newRegistration(customer));
    const emails = [newEmail(), newEmail()];
    await update({ user_id: first.user_id, email: emails[0] });
    await update({ user_id: second.user_id, email: emails[1] });
    const byUser = await buyerOf({ user_id: first.user_id });
    expect(await emailsOf('Contacts', byUser ?? '')).toEqual([emails[0], '']);
    const byAddress = await buyerOf({ email: emails[1] });
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, second.user_id) })).toMatchObject({
      converted: '1',
      contact_id: byAddress,
    });
  });

  it('in another letter case is none', async () => {
    const { user_id, email } = await person();
    const calls = await callsDuring(bench, async () => {
      expect(await update({ user_id, email: email.toUpperCase() })).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET Contacts', 'GET Leads']);
  });

  it('that somebody of the CRM has already is related by the row that is there', async () => {
    const { user_id, contact } = await person();
    const email = newEmail();
    await staff.create('Leads', { last_name: 'Other', email1: email.toUpperCase() });
    const calls = await callsDuring(bench, () => update({ user_id, email }));
    expect(texts(calls)).not.toContain('POST EmailAddresses');
    expect(String((await emailsOf('Contacts', contact))[0]).toLowerCase()).toBe(email);
  });

  it('may be the old one again', async () => {
    const { user_id, contact, lead, email: old } = await person();
    const email = newEmail();
    await update({ user_id, email });
    expect(await update({ user_id, email: old })).toMatchObject({ status: 'done', warnings: [] });
    expect(await emailsOf('Contacts', contact)).toEqual([old, '']);
    await update({ user_id, email });
    expect(await emailsOf('Contacts', contact)).toEqual([email, '']);
    expect(await emailsOf('Leads', lead)).toEqual([email, '']);
  });

  it('leaves the second address behind the new one', async () => {
    const { user_id, contact, lead } = await person({ email2: 'second@example.com' });
    const email = newEmail();
    expect(await update({ user_id, email })).toMatchObject({ status: 'done', warnings: [] });
    for (const [module, id] of [
      ['Leads', lead],
      ['Contacts', contact],
    ] as const)
      expect(await emailsOf(module, id)).toEqual([email, 'second@example.com']);
  });

  it('that is the second one already changes places with the first', async () => {
    const second = newEmail();
    const { user_id, contact } = await person({ email2: second });
    expect(await update({ user_id, email: second })).toMatchObject({ status: 'done', warnings: [] });
    expect(await emailsOf('Contacts', contact)).toEqual([second, '']);
  });

  it('beside the first is changed, and taken off by null', async () => {
    const { user_id, contact, email } = await person({ email2: newEmail() });
    const other = newEmail();
    expect(await update({ user_id, email2: other })).toMatchObject({ status: 'done', warnings: [] });
    expect(await emailsOf('Contacts', contact)).toEqual([email, other]);
    await update({ user_id, email2: null });
    expect(await emailsOf('Contacts', contact)).toEqual([email, '']);
  });

  it('that SuiteCRM would show first again is not put behind the first, and the event says so', async () => {
    const { user_id, contact, email: old } = await person();
    const email = newEmail();
    await update({ user_id, email });
    expect(await update({ user_id, email2: old })).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining('as its first address'), expect.stringContaining('as its first address')],
    });
    expect(await emailsOf('Contacts', contact)).toEqual([email, '']);
  });

  it('of null takes the address off lead and contact, and the customer stays known by it', async () => {
    const { user_id, contact, lead, email } = await person();
    expect(await update({ user_id, email: null })).toMatchObject({ status: 'done', warnings: [] });
    expect(await emailsOf('Contacts', contact)).toEqual(['', '']);
    expect(await emailsOf('Leads', lead)).toEqual(['', '']);
    expect(await buyerOf({ email })).toBe(contact);
  });

  it('of another contact stops the update before anything is written, and names both, until they are one', async () => {
    const { user_id, contact } = await person();
    const other = await person();
    const before = bench.crm.snapshot();
    const event = await update({ user_id, email: other.email, title: 'x' });
    expect(event).toMatchObject({ status: 'dead', errorClass: 'ambiguous', errorCode: 'ambiguous_records' });
    expect(event.errorMessage).toContain(contact);
    expect(event.errorMessage).toContain(other.contact);
    expect(bench.crm.snapshot()).toEqual(before);
    // Somebody merges them in the CRM.
    bench.crm.remove('Contacts', other.contact);
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    expect((await emailsOf('Contacts', contact))[0]).toBe(other.email);
    expect(await buyerOf({ user_id: other.user_id })).toBe(contact);
  });

  it('of a contact that only the CRM knows stops it as well', async () => {
    const { user_id, contact } = await person();
    const email = newEmail();
    const other = await staff.create('Contacts', { last_name: 'Other', email1: email });
    const event = await update({ user_id, email });
    expect(event).toMatchObject({ status: 'dead', errorClass: 'ambiguous' });
    for (const id of [contact, other]) expect(event.errorMessage).toContain(id);
    bench.crm.remove('Contacts', other);
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done', warnings: [] });
  });

  it('of a guest who bought makes that contact the user’s, who has none yet', async () => {
    const guest = { user_id: undefined, email: newEmail() };
    const contact = await buyerOf(guest);
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    expect(await update({ user_id: customer.user_id, email: guest.email })).toMatchObject({ status: 'done' });
    expect(recordWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) })).toMatchObject({
      converted: '1',
      contact_id: contact,
    });
  });

  it('says who wants no mail to the address, and takes that along to the next', async () => {
    const { user_id, contact, lead } = await person();
    const optOut = async (module: string, id: string) => (await staff.shown(module, id)).email_opt_out;
    const calls = await callsDuring(bench, async () => {
      expect(await update({ user_id, email_opt_out: true })).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(callsLike(calls, 'PATCH EmailAddresses')).toHaveLength(1);
    expect([await optOut('Contacts', contact), await optOut('Leads', lead)]).toEqual(['1', '1']);
    await update({ user_id, email: newEmail() });
    expect([await optOut('Contacts', contact), await optOut('Leads', lead)]).toEqual(['1', '1']);
    await update({ user_id, email_opt_out: false });
    expect([await optOut('Contacts', contact), await optOut('Leads', lead)]).toEqual(['0', '0']);
    await update({ user_id, email_opt_out: true, email: newEmail() });
    expect([await optOut('Contacts', contact), await optOut('Leads', lead)]).toEqual(['1', '1']);
  });

  it('says that nobody without an address can be left out of mail', async () => {
    const customer = newCustomer({ email: undefined });
    await bench.play('registrations', newRegistration(customer));
    expect(await update({ user_id: customer.user_id, email_opt_out: true })).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining('has no address')],
    });
  });

  it('is given to who had none', async () => {
    const customer = newCustomer({ email: undefined });
    await bench.play('registrations', newRegistration(customer));
    await buyerOf({ user_id: customer.user_id });
    const email = newEmail();
    expect(await update({ user_id: customer.user_id, email })).toMatchObject({ status: 'done', warnings: [] });
    const contact = contactId({ businessUnit: UNIT, userId: customer.user_id });
    expect(await emailsOf('Contacts', contact)).toEqual([email, '']);
    expect(await buyerOf({ email })).toBe(contact);
  });

  it('of an order alone is known to be the user’s, and the address of the records stays', async () => {
    const { customer, contact, email: old } = await person();
    const email = newEmail();
    expect(await buyerOf({ ...customer, email })).toBe(contact);
    expect(await buyerOf({ email })).toBe(contact);
    expect(await emailsOf('Contacts', contact)).toEqual([old, '']);
  });
});
