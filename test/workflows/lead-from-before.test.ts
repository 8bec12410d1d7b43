import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newCustomer, newOrder, newRegistration } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const CREATE_LEAD = { method: 'POST', path: '/Api/V8/module', module: 'Leads' } as const;

describe('a lead that stood in the CRM before', () => {
  const bench = useBench({ retry: { baseMs: 1, maxMs: 50 }, market: {} });
  let staff: Staff;
  beforeAll(() => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const oldLead = (email: string, more: Readonly<Record<string, string>> = {}) =>
    staff.create('Leads', { last_name: 'Old', email1: email, status: 'New', ...more });
  const ownLeads = ({ user_id }: { readonly user_id: string }) =>
    recordsWith(bench.crm, 'Leads', { id: leadId('experience', user_id) });

  const leadsOf = (email: string) => {
    const holders = bench.crm.emailLinks().filter((link) => link.email.address === email);
    return recordsOf(holders.map(({ beanId }) => beanId));
  };
  const recordsOf = (ids: readonly string[]) => ids.filter((id) => recordsWith(bench.crm, 'Leads', { id }).length > 0);

  it('is found by its own address in any case, left as it is, and becomes the one of the user who registers', async () => {
    const user = newCustomer();
    const lead = await oldLead(user.email.toUpperCase());
    const before = recordWith(bench.crm, 'Leads', { id: lead });
    const calls = await callsDuring(bench, async () => {
      const event = await bench.play('registrations', newRegistration(user));
      expect(event).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET Contacts', 'GET Leads']);
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toEqual(before);
    expect(ownLeads(user)).toEqual([]);
    const link = { kind: 'lead', localId: user.user_id };
    expect(await bench.database.database.prisma.link.findMany({ where: link })).toMatchObject([
      { crmId: lead, origin: 'found', businessUnit: 'experience', email: user.email },
    ]);
  });

  it('is converted by the first paid order, and neither that order nor another takes a call more', async () => {
    const user = newCustomer();
    const lead = await oldLead(user.email);
    await bench.play('registrations', newRegistration(user));
    const first = await callsDuring(bench, () => bench.play('orders', newOrder({ customer: user })));
    expect(texts(first).filter((text) => text.includes('Leads'))).toEqual([
      'PATCH Leads',
      'POST Leads relationships Contacts',
    ]);
    const { contact_id, converted } = recordWith(bench.crm, 'Leads', { id: lead });
    expect([converted, contact_id]).toEqual(['1', contactId({ email: user.email })]);
    const second = await callsDuring(bench, () => bench.play('orders', newOrder({ customer: user })));
    expect(texts(second).filter((text) => text.includes('Leads'))).toEqual([]);
  });

  it('is not found by a second or a removed address, nor by one that only looks alike', async () => {
    const user = newCustomer();
    const lead = await oldLead(`other-${user.email}`, { email2: user.email });
    const event = await bench.play('registrations', newRegistration(user));
    expect(event).toMatchObject({ status: 'done', warnings: [] });
    expect(ownLeads(user)).toHaveLength(1);
    expect(recordWith(bench.crm, 'Leads', { id: lead }).status).toBe('New');
  });

  it('counts once where its address is tied to it twice, and of several the oldest open one is taken with a warning', async () => {
    const user = newCustomer();
    const twice = newCustomer();
    const raced = leadId('elsewhere', twice.user_id);
    await staff.createInARace('Leads', { last_name: 'Raced', email1: twice.email }, raced);
    expect(await bench.play('registrations', newRegistration(twice))).toMatchObject({ status: 'done', warnings: [] });
    expect(ownLeads(twice)).toEqual([]);
    const contact = await staff.create('Contacts', { last_name: 'Elsewhere' });
    await oldLead(user.email, { converted: '1', contact_id: contact });
    const open = await oldLead(user.email);
    bench.crm.edit('Leads', await oldLead(user.email), { date_entered: '2099-01-01 00:00:00' });
    const event = await bench.play('registrations', newRegistration(user));
    expect(event).toMatchObject({ status: 'done', warnings: [expect.stringContaining(`3 Leads have the address`)] });
    expect(event.warnings[0]).toContain(`: ${open}, `);
    const link = await bench.database.database.prisma.link.findFirst({ where: { localId: user.user_id } });
    expect(link?.crmId).toBe(open);
  });

  it("is another's where a link says so, in whichever unit", async () => {
    const [user, other] = [newCustomer(), newCustomer()];
    const lead = await oldLead(user.email);
    await bench.play('registrations', newRegistration({ ...other, email: user.email }));
    await bench.play('registrations', newRegistration(user));
    const market = newRegistration(user);
    const elsewhere = { ...market, data: { ...market.data, business_unit: 'market' } };
    expect(await bench.play('registrations', elsewhere)).toMatchObject({ status: 'done', warnings: [] });
    const links = await bench.database.database.prisma.link.findMany({ where: { crmId: lead } });
    expect(links.map(({ localId }) => localId)).toEqual([other.user_id]);
    expect(ownLeads(user)).toHaveLength(1);
    expect(recordsWith(bench.crm, 'Leads', { id: leadId('market', user.user_id) })).toHaveLength(1);
  });

  it('and was converted stays as it is, and its contact is the customer', async () => {
    const user = newCustomer();
    const contact = await staff.create('Contacts', { last_name: 'Converted', email1: `old-${user.email}` });
    const lead = await oldLead(user.email, { converted: '1', status: 'Converted', contact_id: contact });
    const calls = await callsDuring(bench, async () => {
      const event = await bench.play('registrations', newRegistration(user));
      expect(event).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET Contacts', 'GET Leads']);
    const order = newOrder({ customer: user });
    await bench.play('orders', order);
    expect(recordWith(bench.crm, 'AOS_Invoices', { name: String(order.data.order_id) }).billing_contact_id).toBe(
      contact,
    );
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({ contact_id: contact, status: 'Converted' });
    expect(recordsWith(bench.crm, 'Contacts', { id: contactId({ email: user.email }) })).toEqual([]);
  });

  it('and was converted to a contact that is gone is converted to the one who bought', async () => {
    const user = newCustomer();
    const contact = await staff.create('Contacts', { last_name: 'Gone' });
    const lead = await oldLead(user.email, { converted: '1', contact_id: contact });
    bench.crm.remove('Contacts', contact);
    await bench.play('registrations', newRegistration(user));
    expect(await bench.play('orders', newOrder({ customer: user }))).toMatchObject({ status: 'done' });
    const buyer = contactId({ email: user.email });
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({ contact_id: buyer, status: 'Converted' });
  });

  it('and was converted to another contact than the mapping knows stays so, with a warning that names both', async () => {
    const user = newCustomer();
    await bench.play('orders', newOrder({ customer: user }));
    const known = contactId({ email: user.email });
    const contact = await staff.create('Contacts', { last_name: 'Other' });
    const lead = await oldLead(user.email, { converted: '1', contact_id: contact });
    const event = await bench.play('registrations', newRegistration(user));
    expect(event).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining(`converted in the CRM to Contacts ${contact}`)],
    });
    expect(event.warnings[0]).toContain(known);
    await bench.play('orders', newOrder({ customer: user }));
    expect(recordWith(bench.crm, 'Leads', { id: lead }).contact_id).toBe(contact);
  });

  it('is related to the contact at once where the customer has bought before', async () => {
    const user = newCustomer();
    await bench.play('orders', newOrder({ customer: user }));
    const lead = await oldLead(user.email);
    await bench.play('registrations', newRegistration(user));
    const contact = contactId({ email: user.email });
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({ converted: '1', contact_id: contact });
    expect(ownLeads(user)).toEqual([]);
  });

  it('is a guest’s as well, and is asked for once however often the guest registers', async () => {
    const { email } = newCustomer();
    const lead = await oldLead(email);
    const guest = newRegistration({ user_id: undefined, email });
    expect(await bench.play('registrations', guest)).toMatchObject({ status: 'done', warnings: [] });
    const calls = await callsDuring(bench, () => bench.play('registrations', guest));
    expect(texts(calls)).toEqual(['GET Contacts']);
    const user = newCustomer({ email });
    expect(texts(await callsDuring(bench, () => bench.play('registrations', newRegistration(user))))).toEqual([
      'GET Contacts',
    ]);
    expect(leadsOf(email)).toEqual([lead]);
  });

  it('a lead of our own whose answer was lost is our own, however many stand beside it by then', async () => {
    const user = newCustomer();
    bench.crm.faults.add({ match: CREATE_LEAD, action: { kind: 'cut', commit: true } });
    const event = await bench.play('registrations', newRegistration(user));
    expect(event).toMatchObject({ status: 'done', attempts: 2 });
    const links = await bench.database.database.prisma.link.findMany({ where: { localId: user.user_id } });
    expect(links).toMatchObject([{ crmId: leadId('experience', user.user_id), origin: 'created' }]);
    const dying = newCustomer();
    bench.crm.faults.add({ match: CREATE_LEAD, action: { kind: 'access-denied' } });
    const dead = await bench.play('registrations', newRegistration(dying));
    expect(dead).toMatchObject({ status: 'dead', errorStep: 'lead' });
    const meanwhile = await oldLead(dying.email);
    expect(await replayed(bench, dead.id)).toMatchObject({ status: 'done', warnings: [] });
    const found = await bench.database.database.prisma.link.findFirst({ where: { localId: dying.user_id } });
    expect(found).toMatchObject({ crmId: meanwhile, origin: 'found' });
    expect(ownLeads(dying)).toEqual([]);
  });

  it('is found once more after a crash right behind the look', async () => {
    const user = newCustomer();
    const lead = await oldLead(user.email);
    bench.crm.faults.add({ match: { method: 'GET', module: 'Contacts' }, action: { kind: 'cut', commit: false } });
    const calls = await callsDuring(bench, async () => {
      const event = await bench.play('registrations', newRegistration(user));
      expect(event).toMatchObject({ status: 'done', attempts: 2, warnings: [] });
    });
    expect(texts(calls).filter((text) => text !== 'GET null')).toEqual(['GET Contacts', 'GET Contacts', 'GET Leads']);
    expect(leadsOf(user.email)).toEqual([lead]);
  });

  it('is not asked for where there is no address', async () => {
    const registration = newRegistration({ email: undefined, phones: { mobile: '+886 912345678' } });
    const calls = await callsDuring(bench, () => bench.play('registrations', registration));
    expect(texts(calls)).toEqual(['POST Leads']);
  });
});

describe('a unit that says no to lead_lookup', () => {
  const bench = useBench({ unit: { leadLookup: false } });

  it('makes a lead of its own without a look', async () => {
    const staff = staffOf(bench.crm);
    const user = newCustomer();
    await staff.create('Leads', { last_name: 'Old', email1: user.email });
    await staff.leave();
    const calls = await callsDuring(bench, () => bench.play('registrations', newRegistration(user)));
    expect(texts(calls)).toEqual(['GET Contacts', 'POST Leads']);
    expect(recordsWith(bench.crm, 'Leads', { id: leadId('experience', user.user_id) })).toHaveLength(1);
  });
});
