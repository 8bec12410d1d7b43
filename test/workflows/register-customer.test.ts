import { describe, expect, it } from 'vitest';
import { sampleRegistration } from '../../src/domain/events/samples.ts';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordWith } from '../support/workflows/crm-records.ts';
import { newCustomer, newOrder, newRegistration, textOf } from '../support/workflows/shop-events.ts';

describe('a registration', () => {
  const bench = useBench();

  it('becomes one new lead with the attributes of the guide', async () => {
    const calls = await callsDuring(bench, async () => {
      const event = await bench.play('registrations', sampleRegistration());
      expect(event).toMatchObject({ status: 'done', attempts: 1, warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET Contacts', 'GET Leads', 'POST Leads']);
    expect(sentAttributes(callsLike(calls, 'POST Leads')[0])).toEqual({
      account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
      assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
      salutation: 'Mr.',
      first_name: 'Iam',
      last_name: 'Robot4',
      title: 'Engineer',
      do_not_call: '0',
      phone_home: '+886 8-88888888',
      phone_mobile: '+886 912345678',
      phone_work: '+886 7-77777777',
      email1: 'iam.robot4@example.com',
      email_opt_out: '0',
      primary_address_street: 'No. 1, Sec. 1',
      primary_address_street_2: 'Floor 2',
      primary_address_street_3: '',
      primary_address_city: 'Taipei',
      primary_address_state: '',
      primary_address_postalcode: '100',
      primary_address_country: 'Taiwan',
      lawful_basis: 'consent',
      lawful_basis_source: 'website',
      date_reviewed: '2020-10-06',
      refered_by: '汪東城',
      lead_source: 'Web Site',
      lead_source_description: 'spring campaign',
      birthdate: '1990-10-06',
      website: 'http://example.com',
      converted: '0',
      status: 'New',
    });
    expect(recordWith(bench.crm, 'Leads', { last_name: 'Robot4' })).toMatchObject({
      primary_address_street: 'No. 1, Sec. 1\nFloor 2',
      converted: '0',
      status: 'New',
    });
  });

  it('carries the second address, the wish for no mail, every lawful basis and the other fields a shop may know', async () => {
    const registration = newRegistration({
      email2: 'second@example.com',
      email_opt_out: true,
      do_not_call: true,
      description: 'Likes tea',
      phones: { other: '+886 6-66666666', fax: '+886 1234567890' },
      consent: { lawful_basis: ['consent', 'contract'], source: 'third_party' },
    });
    const calls = await callsDuring(bench, () => bench.play('registrations', registration));
    const [created] = callsLike(calls, 'POST Leads');
    expect(sentAttributes(created)).toMatchObject({
      email2: 'second@example.com',
      email_opt_out: '1',
      do_not_call: '1',
      description: 'Likes tea',
      phone_other: '+886 6-66666666',
      phone_fax: '+886 1234567890',
      lawful_basis: '^consent^,^contract^',
      lawful_basis_source: 'third_party',
    });
    const links = bench.crm.emailLinks().filter((link) => link.beanId === created?.id);
    expect(links.map(({ email, primary }) => ({ address: email.address, optOut: email.optOut, primary }))).toEqual([
      { address: expect.stringMatching(/^u-/), optOut: true, primary: true },
      { address: 'second@example.com', optOut: false, primary: false },
    ]);
  });

  it('of somebody who left only a phone number becomes a lead without an address', async () => {
    const event = await bench.play('registrations', {
      type: 'customer.registered',
      timestamp: '2020-10-06T03:00:00Z',
      data: {
        business_unit: 'experience',
        customer: { user_id: 'U-phone', last_name: 'Chen', phones: { mobile: '+886 912345678' } },
      },
    });
    expect(event).toMatchObject({ status: 'done', warnings: [] });
    const lead = recordWith(bench.crm, 'Leads', { last_name: 'Chen' });
    expect(lead).toMatchObject({ id: leadId('experience', 'U-phone'), phone_mobile: '+886 912345678' });
    expect(bench.crm.emailLinks().filter((link) => link.beanId === lead.id)).toEqual([]);
  });

  it('derives the lead from unit and user, and never gives lead and contact one id', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    await bench.play('orders', newOrder({ customer }));
    const lead = leadId('experience', customer.user_id);
    const contact = contactId({ email: customer.email });
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({ contact_id: contact });
    expect(recordWith(bench.crm, 'Contacts', { id: contact }).id).not.toBe(lead);
    expect(leadId('experience', 'U-1')).not.toBe(leadId('market', 'U-1'));
  });

  it('after the order makes a lead that is related and converted at once', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    const customer = order.data.customer;
    const calls = await callsDuring(bench, async () => {
      const event = await bench.play('registrations', sampleRegistration({ customer }));
      expect(event.status).toBe('done');
    });
    expect(calls.map((call) => call.text)).toEqual([
      'GET Leads',
      'POST Leads',
      'POST Leads relationships Contacts',
      'PATCH Leads',
    ]);
    const invoice = recordWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') });
    expect(recordWith(bench.crm, 'Leads', { id: calls[1]?.id ?? '' })).toMatchObject({
      converted: '1',
      status: 'Converted',
      contact_id: invoice.billing_contact_id,
    });
  });

  it("after a guest's order is converted by the address alone", async () => {
    const { user_id: _, ...guest } = newCustomer();
    await bench.play('orders', newOrder({ customer: { ...guest, user_id: undefined } }));
    const registration = newRegistration({ email: guest.email.toUpperCase(), last_name: 'Late' });
    expect(await bench.play('registrations', registration)).toMatchObject({ status: 'done' });
    expect(recordWith(bench.crm, 'Leads', { last_name: 'Late' })).toMatchObject({
      converted: '1',
      contact_id: contactId({ email: guest.email }),
    });
  });
});
