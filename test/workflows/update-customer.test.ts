import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith } from '../support/workflows/crm-records.ts';
import { newCustomer, newCustomerUpdate, newOrder, newRegistration } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const UNIT = 'experience';

describe('an update of a customer', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const update = (customer: object) => bench.play('customer-updates', newCustomerUpdate({ ...customer }));
  const leadOf = ({ user_id }: { user_id: string }) => recordWith(bench.crm, 'Leads', { id: leadId(UNIT, user_id) });
  const contactOf = ({ email }: { email: string }) => recordWith(bench.crm, 'Contacts', { id: contactId({ email }) });
  const registered = async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    return customer;
  };
  const bought = async () => {
    const customer = await registered();
    await bench.play('orders', newOrder({ customer }));
    return customer;
  };

  it('changes what it names on the lead and on the contact, and leaves what people wrote by hand', async () => {
    const customer = await bought();
    await staff.update('Leads', leadOf(customer).id ?? '', { title: 'by hand' });
    const calls = await callsDuring(bench, async () => {
      const changes = {
        user_id: customer.user_id,
        phones: { mobile: '+886 900' },
        website: 'http://b.example',
        gender: 'x',
      };
      expect(await update(changes)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['PATCH Contacts', 'PATCH Leads']);
    expect(sentAttributes(callsLike(calls, 'PATCH Leads')[0])).toEqual({
      phone_mobile: '+886 900',
      website: 'http://b.example',
    });
    expect(sentAttributes(callsLike(calls, 'PATCH Contacts')[0])).toEqual({ phone_mobile: '+886 900', gender_c: 'x' });
    expect(leadOf(customer)).toMatchObject({ title: 'by hand', phone_mobile: '+886 900', converted: '1' });
  });

  it('empties by null what it names, part by part or as a whole, and nothing else', async () => {
    const customer = newCustomer({ address: { street: ['No. 1', 'Floor 2'], city: 'Taipei' } });
    await bench.play('registrations', newRegistration(customer));
    await update({
      user_id: customer.user_id,
      title: null,
      phones: { home: null },
      consent: null,
      birthdate: null,
      address: { city: 'Tainan' },
    });
    const lead = leadOf(customer);
    expect(lead.phone_work).toBe('+886 7-77777777');
    const emptied = ['title', 'phone_home', 'lawful_basis', 'lawful_basis_source', 'date_reviewed', 'birthdate'];
    for (const field of [...emptied, 'primary_address_street']) expect(lead[field] ?? '', field).toBe('');
    expect(lead.primary_address_city).toBe('Tainan');
    await update({ user_id: customer.user_id, phones: null, address: null });
    for (const field of ['phone_work', 'phone_mobile', 'primary_address_city'])
      expect(leadOf(customer)[field] ?? '', field).toBe('');
  });

  it('leaves a flag as it is that is null, and takes the last name away only where a first name can stand for it', async () => {
    const customer = newCustomer({ do_not_call: true });
    await bench.play('registrations', newRegistration(customer));
    const { user_id } = customer;
    expect(await update({ user_id, do_not_call: null, last_name: null })).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining('last_name stays')],
    });
    expect(leadOf(customer)).toMatchObject({ do_not_call: '1', last_name: 'Robot4' });
    expect(await update({ user_id, last_name: null, first_name: 'Mira' })).toMatchObject({ warnings: [] });
    expect(leadOf(customer)).toMatchObject({ last_name: 'Mira' });
    expect(leadOf(customer).first_name ?? '').toBe('');
  });

  it('takes no street of several lines twice', async () => {
    const customer = await registered();
    for (const _ of [1, 2]) await update({ user_id: customer.user_id, address: { street: ['No. 2', 'Floor 3'] } });
    expect(leadOf(customer).primary_address_street).toBe('No. 2\nFloor 3');
  });

  it('says which values the CRM does not list', async () => {
    const customer = await registered();
    const { warnings } = await update({ user_id: customer.user_id, salutation: 'Sir', lead_source: 'web site' });
    expect(warnings).toEqual([expect.stringContaining('salutation is none of those')]);
    expect(leadOf(customer)).toMatchObject({ salutation: 'Sir', lead_source: 'Web Site' });
  });

  it('that names nothing that it knows calls the CRM not at all', async () => {
    const customer = await registered();
    const calls = await callsDuring(bench, async () => {
      expect(await update({ user_id: customer.user_id, loyalty: 7 })).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(calls).toEqual([]);
  });

  it('of a customer with an order alone changes the contact', async () => {
    const customer = newCustomer();
    await bench.play('orders', newOrder({ customer }));
    await update({ user_id: customer.user_id, title: 'Captain' });
    expect(contactOf(customer).title).toBe('Captain');
    expect(recordsWith(bench.crm, 'Leads', { id: leadId(UNIT, customer.user_id) })).toEqual([]);
  });

  it('of a guest finds lead and contact by the address, or by the phone alone', async () => {
    const guest = { user_id: undefined, email: newCustomer().email };
    await bench.play('registrations', newRegistration(guest));
    await bench.play('orders', newOrder({ customer: guest }));
    await update({ email: guest.email.toUpperCase(), title: 'Guest' });
    expect(contactOf(guest).title).toBe('Guest');
    expect(recordsWith(bench.crm, 'Leads', { title: 'Guest' })).toHaveLength(1);
    const caller = { user_id: undefined, email: null, phones: { mobile: '+886 911 222 333' } };
    await bench.play('registrations', newRegistration(caller));
    await update({ phones: { mobile: '+886 911222333' }, title: 'Caller' });
    expect(recordsWith(bench.crm, 'Leads', { title: 'Caller' })).toHaveLength(1);
  });

  it('of whom nobody knows is a registration', async () => {
    const customer = newCustomer({ last_name: 'Unknown' });
    const calls = await callsDuring(bench, async () => {
      expect(await update(customer)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET Contacts', 'GET Leads', 'POST Leads']);
    expect(leadOf(customer)).toMatchObject({ last_name: 'Unknown', status: 'New', converted: '0' });
  });

  it('of whom nobody knows and whom nobody can reach changes nothing and says so', async () => {
    const calls = await callsDuring(bench, async () => {
      expect(await update({ user_id: 'nobody', title: 'x' })).toMatchObject({
        status: 'done',
        warnings: [expect.stringContaining('Nobody is known as customer nobody')],
      });
    });
    expect(calls).toEqual([]);
  });

  it('leaves a lead that was deleted in the CRM, with a warning, and changes the contact', async () => {
    const customer = await bought();
    bench.crm.remove('Leads', leadId(UNIT, customer.user_id));
    const first = await update({ user_id: customer.user_id, title: 'First' });
    expect(first).toMatchObject({ status: 'done', warnings: [expect.stringContaining('is gone from the CRM')] });
    const calls = await callsDuring(bench, async () => {
      expect(await update({ user_id: customer.user_id, title: 'Second' })).toMatchObject({ warnings: [] });
    });
    expect(texts(calls)).toEqual(['PATCH Contacts']);
    expect(contactOf(customer).title).toBe('Second');
  });

  it('goes to the survivor of a merge', async () => {
    const customer = await bought();
    const kept = await staff.create('Contacts', { last_name: 'Kept', email1: customer.email });
    bench.crm.remove('Contacts', contactId({ email: customer.email }));
    expect(await update({ user_id: customer.user_id, title: 'Merged' })).toMatchObject({ status: 'done' });
    expect(recordWith(bench.crm, 'Contacts', { id: kept }).title).toBe('Merged');
  });

  it('goes to the contact to whom people converted the lead by hand, and leaves that lead', async () => {
    const customer = await registered();
    const lead = leadId(UNIT, customer.user_id);
    const chosen = await staff.create('Contacts', { last_name: 'Chosen' });
    bench.crm.edit('Leads', lead, { converted: '1', contact_id: chosen });
    await bench.database.database.prisma.link.updateMany({ data: { seenAt: new Date(0) } });
    expect(await update({ user_id: customer.user_id, title: 'By hand' })).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining(`converted in the CRM to Contacts ${chosen}`)],
    });
    expect(recordWith(bench.crm, 'Contacts', { id: chosen }).title).toBe('By hand');
    expect(recordWith(bench.crm, 'Leads', { id: lead }).title).toBe('Engineer');
  });
});
