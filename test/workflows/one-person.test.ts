import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(async () => {
  await bench.close();
});

const EMAIL = 'ida@example.com';
const registration = (customer: object) => sampleRegistration({ customer: { user_id: 'U7', ...customer } });
const order = (orderId: string, customer: object) =>
  sampleOrder({
    order_id: orderId,
    customer: { user_id: undefined, email: undefined, first_name: undefined, last_name: undefined, ...customer },
  });

async function play(...webhooks: readonly (readonly ['registrations' | 'orders', object])[]): Promise<void> {
  for (const [route, body] of webhooks) expect(await bench.play(route, body)).toMatchObject({ status: 'done' });
}

function onlyContact() {
  const contacts = bench.crm.records('Contacts');
  expect(contacts).toHaveLength(1);
  return contacts[0];
}

it('an order that names its customer by the user alone takes address, name and phone from the registration', async () => {
  await play(
    ['registrations', registration({ email: EMAIL, last_name: 'Lovelace' })],
    ['orders', order('O1', { user_id: 'U7' })],
    ['orders', order('O2', { email: EMAIL.toUpperCase() })],
  );
  const contact = onlyContact();
  expect(contact?.values).toMatchObject({ last_name: 'Lovelace', phone_mobile: '+886 912345678' });
  expect(bench.crm.records('Leads')[0]?.values).toMatchObject({ status: 'Converted', contact_id: contact?.id });
});

it('what the order says of its customer wins over the registration', async () => {
  await play(
    ['registrations', registration({ email: EMAIL, last_name: 'Old' })],
    ['orders', order('O1', { user_id: 'U7', last_name: 'New' })],
  );
  expect(onlyContact()?.values).toMatchObject({ last_name: 'New', phone_mobile: '+886 912345678' });
});

it('a contact without an address gets the one that a later order brings, so that a guest with it is the same person', async () => {
  await play(
    ['registrations', registration({ email: null, phones: { mobile: '+886 912345678' } })],
    ['orders', order('O1', { user_id: 'U7' })],
    ['orders', order('O2', { user_id: 'U7', email: EMAIL })],
    ['orders', order('O3', { email: EMAIL })],
  );
  onlyContact();
});

it('a contact without an address gets the one of a later registration', async () => {
  await play(
    ['orders', order('O1', { user_id: 'U7' })],
    ['registrations', registration({ email: EMAIL })],
    ['orders', order('O2', { email: EMAIL })],
  );
  onlyContact();
});

it('an address that another contact has is left with it, and a warning says so', async () => {
  await play(['orders', order('O1', { email: EMAIL })], ['orders', order('O2', { user_id: 'U7' })]);
  const event = await bench.play('orders', order('O3', { user_id: 'U7', email: EMAIL }));
  expect(event.status).toBe('done');
  expect(bench.crm.records('Contacts')).toHaveLength(2);
});

it('two orders at once that know one lead, by the user and by the address, convert it once', async () => {
  await play(['registrations', registration({ email: EMAIL })]);
  const ids = await Promise.all([
    bench.send('orders', order('O1', { user_id: 'U7', email: 'other@example.com' })),
    bench.send('orders', order('O2', { email: EMAIL })),
  ]);
  for (const id of ids) expect(await bench.settled(id)).toMatchObject({ status: 'done' });
  expect(bench.calls().filter((call) => call === 'PATCH Leads')).toHaveLength(1);
  expect(bench.calls().filter((call) => call === 'POST Leads relationships')).toHaveLength(1);
});
