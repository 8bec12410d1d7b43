import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newId, newOrder, newRefund, newRegistration, textOf } from '../support/workflows/shop-events.ts';

/** Nothing that a sample tells of its customer. */
const NOTHING: Overrides = { user_id: null, email: null, phones: undefined, first_name: '', last_name: null };
const newPhone = () => `+886 9${newId('').replace('-', '').padStart(8, '0')}`;

describe('somebody without an account and an address', () => {
  const bench = useBench();

  const contactOf = (order: ReturnType<typeof newOrder>) =>
    saleOf(bench.crm, textOf(order, 'order_id')).invoice.billing_contact_id;

  it.each<[string, unknown, number]>([
    ['no customer', null, 0],
    ['a customer of whom only the name is known', { ...NOTHING, last_name: 'Walk-in' }, 1],
  ])("with %s buys on the unit's account, without a contact", async (_, customer, warnings) => {
    const order = newOrder({ customer });
    const calls = await callsDuring(bench, async () => {
      const event = await bench.play('orders', order);
      expect(event).toMatchObject({ status: 'done' });
      expect(event.warnings).toHaveLength(warnings);
    });
    expect(texts(calls).filter((text) => /Contacts|Leads|ProspectLists/.test(text))).toEqual([]);
    const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
    expect(invoice).toMatchObject({ billing_account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52' });
    expect(invoice.billing_contact_id ?? '').toBe('');
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
    const [taken] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(taken?.invoice.billing_contact_id ?? '').toBe('');
  });

  it('is known by a phone, however it is written', async () => {
    const mobile = newPhone();
    const orders = [
      newOrder({ customer: { ...NOTHING, last_name: 'Walk-in', phones: { mobile } } }),
      newOrder({ customer: { ...NOTHING, last_name: 'Walk-in', phones: { home: mobile.replaceAll(' ', '-') } } }),
    ];
    for (const order of orders)
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    const contact = recordWith(bench.crm, 'Contacts', { phone_mobile: mobile });
    expect(orders.map(contactOf)).toEqual([contact.id, contact.id]);
  });

  it('is one contact where several orders come at once', async () => {
    const customer = { ...NOTHING, first_name: 'At once', phones: { mobile: newPhone() } };
    const events = await Promise.all(Array.from({ length: 5 }, () => bench.play('orders', newOrder({ customer }))));
    expect(events.map(({ status }) => status)).toEqual(Array(5).fill('done'));
    expect(recordsWith(bench.crm, 'Contacts', { last_name: 'At once' })).toHaveLength(1);
  });

  it.each<[string, () => Overrides]>([
    ['an address', () => ({ email: `${newId('lead')}@example.com` })],
    ['a phone', () => ({ phones: { mobile: newPhone() } })],
  ])('who leaves %s is a lead, once, that the first order converts', async (_, contactOfPerson) => {
    const person = { ...NOTHING, ...contactOfPerson() };
    const registration = newRegistration(person);
    expect(await bench.play('registrations', registration)).toMatchObject({ status: 'done', warnings: [] });
    const [lead, ...others] = recordsWith(bench.crm, 'Leads', { last_name: nameOf(person) });
    expect(others).toEqual([]);
    expect(await bench.play('registrations', registration)).toMatchObject({ status: 'done', warnings: [] });
    expect(recordsWith(bench.crm, 'Leads', { last_name: nameOf(person) })).toHaveLength(1);
    const order = newOrder({ customer: person });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(recordWith(bench.crm, 'Leads', { id: lead?.id ?? '' })).toMatchObject({
      converted: '1',
      contact_id: contactOf(order),
    });
  });

  it('is called by the first name, and not by it twice', async () => {
    const order = newOrder({
      customer: { ...NOTHING, email: `${newId('one')}@example.com`, first_name: 'Sukarno' },
    });
    const calls = await callsDuring(bench, async () => {
      await bench.play('orders', order);
    });
    const [created] = callsLike(calls, 'POST Contacts');
    expect(sentAttributes(created)).toMatchObject({ last_name: 'Sukarno' });
    expect(sentAttributes(created)).not.toHaveProperty('first_name');
  });
});

function nameOf(person: Overrides): string {
  const { email, phones } = person;
  return String(email ?? Object(phones).mobile);
}
