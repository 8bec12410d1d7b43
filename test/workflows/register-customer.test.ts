import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/simulator/sample-events.ts';
import { type Bench, startBench } from '../support/service.ts';

describe('a registration', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  it('becomes one new lead with the attributes of the guide', async () => {
    const event = await bench.play('registrations', sampleRegistration());
    expect(event).toMatchObject({ status: 'done', attempts: 1, warnings: [] });
    expect(bench.calls()).toEqual(['POST Leads']);
    expect(bench.crm.records('Leads').map((row) => row.values)).toEqual([
      expect.objectContaining({
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
        primary_address_street: 'No. 1, Sec. 1\nFloor 2',
        primary_address_city: 'Taipei',
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
      }),
    ]);
  });

  it('after the order makes a lead that is converted at once', async () => {
    await bench.play('orders', sampleOrder());
    const before = bench.calls().length;
    const event = await bench.play('registrations', sampleRegistration());
    expect(event.status).toBe('done');
    expect(bench.calls().slice(before)).toEqual(['POST Leads', 'POST Leads relationships', 'PATCH Leads']);
    const [contact] = bench.crm.records('Contacts');
    expect(bench.crm.records('Leads').map((row) => row.values)).toEqual([
      expect.objectContaining({ converted: '1', status: 'Converted', contact_id: contact?.id }),
    ]);
  });
});
