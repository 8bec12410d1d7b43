import { expect, test } from 'vitest';
import { leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { recordsWith, recordWith } from '../support/workflows/crm-records.ts';
import { newCustomer, newCustomerUpdate, newRegistration } from '../support/workflows/shop-events.ts';

const bench = useBench();

test('a registration that comes after the update which made the lead adds all that the update did not name', async () => {
  const customer = newCustomer();
  // Later than the registration, whose envelope is of the day before.
  await bench.play('customer-updates', newCustomerUpdate({ ...customer, title: 'Countess' }, '2020-10-07T03:00:00Z'));
  const registration = newRegistration({ ...customer, title: 'Engineer', first_name: 'Ada', last_name: 'Lovelace' });
  expect(await bench.play('registrations', registration)).toMatchObject({ status: 'done', warnings: [] });
  expect(recordWith(bench.crm, 'Leads', { id: leadId('experience', String(customer.user_id)) })).toMatchObject({
    title: 'Countess',
    first_name: 'Ada',
    last_name: 'Lovelace',
    phone_mobile: '+886 912345678',
    primary_address_city: 'Taipei',
    birthdate: '1990-10-06',
    lead_source: 'Web Site',
  });
});

test('what a newer update emptied stays empty', async () => {
  const customer = newCustomer();
  const update = newCustomerUpdate({ ...customer, website: null, last_name: 'Byron' }, '2020-10-07T03:00:00Z');
  await bench.play('customer-updates', update);
  await bench.play('registrations', newRegistration({ ...customer, last_name: 'Lovelace' }));
  const lead = recordWith(bench.crm, 'Leads', { id: leadId('experience', String(customer.user_id)) });
  expect(lead).toMatchObject({ last_name: 'Byron', primary_address_city: 'Taipei' });
  expect(lead.website ?? '').toBe('');
});

test('a guest who registers again under one address is one lead, as told last', async () => {
  const email = 'guest-again@example.com';
  const guest = { user_id: undefined, email, first_name: 'Grace' };
  await bench.play('registrations', newRegistration({ ...guest, last_name: 'Byron', title: '' }));
  const again = newRegistration({ ...guest, last_name: 'Lovelace', title: 'Countess' });
  expect(await bench.play('registrations', again)).toMatchObject({ status: 'done', warnings: [] });
  expect(
    recordsWith(bench.crm, 'Leads', { first_name: 'Grace', last_name: 'Lovelace', title: 'Countess' }),
  ).toHaveLength(1);
  expect(recordsWith(bench.crm, 'Leads', { first_name: 'Grace', last_name: 'Byron' })).toHaveLength(0);
});

test('a registration after one that made the lead and died puts right what that one said', async () => {
  const customer = newCustomer();
  bench.crm.faults.add({ match: { method: 'GET', module: 'Contacts' }, action: { kind: 'access-denied' } });
  const first = await bench.play('registrations', newRegistration({ ...customer, last_name: 'Byron' }));
  expect(first.status).toBe('dead');
  bench.crm.faults.clear();
  const corrected = newRegistration({ ...customer, last_name: 'Lovelace' });
  expect(await bench.play('registrations', corrected)).toMatchObject({ status: 'done', warnings: [] });
  expect(recordWith(bench.crm, 'Leads', { id: leadId('experience', String(customer.user_id)) })).toMatchObject({
    last_name: 'Lovelace',
  });
});
