import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import {
  sampleCustomerUpdate,
  sampleOrder,
  sampleOrderUpdate,
  sampleRefund,
  sampleRegistration,
} from '../../../src/domain/events/samples.ts';
import { rowsHolding } from '../../support/database/every-row.ts';
import { type AdminBench, useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const EMAIL = 'ada.lovelace@example.com';
const OLD = 'ada.byron@example.com';
/** What tells who the person is, wherever it was sent. */
const TOLD = ['lovelace', 'byron', 'Ockham Park', '4711-0815', 'her note', 'her second'];
const ADA = {
  user_id: 'U7',
  email: OLD,
  email2: 'her.second@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  phones: { mobile: '4711-0815' },
};
const WHERE = { street: ['Ockham Park'], city: 'Ripley', state: '', postal_code: '1', country: 'UK' };
const ERASE = { reason: 'she asks for it' };
const Answer = Type.Object({
  events: Type.Integer(),
  in_work: Type.Integer(),
  dead: Type.Integer(),
  links: Type.Array(Type.Object({ crm: Type.String(), module: Type.String(), crm_id: Type.String() })),
});

const erase = (bench: AdminBench, user = 'U7', body: object = ERASE, unit = 'experience') =>
  bench.ask('DELETE', `/admin/customers/${unit}/${encodeURIComponent(user)}`, { body });

/** A customer who registered, moved to another address, bought, bought again as a guest and got something back. */
async function withAda() {
  const bench = await start();
  const play = async (...webhook: Parameters<AdminBench['play']>) => {
    const event = await bench.play(...webhook);
    expect(event).toMatchObject({ status: 'done', errorMessage: null });
    return event;
  };
  const registered = await play('registrations', sampleRegistration({ customer: ADA }), { id: 'msg_ada' });
  await play(
    'customer-updates',
    sampleCustomerUpdate({ customer: { user_id: 'U7', email: EMAIL, description: 'her note' } }),
  );
  const bought = await play(
    'orders',
    sampleOrder({ order_id: 'A-1', customer: { ...ADA, email: EMAIL }, billing_address: WHERE }),
  );
  const guest = await play(
    'orders',
    sampleOrder({
      order_id: 'G-1',
      customer: { email: EMAIL.toUpperCase(), last_name: 'Lovelace' },
      shipping_address: WHERE,
      note: 'her note',
    }),
  );
  await play('order-updates', sampleOrderUpdate({ order_id: 'G-1', billing_address: WHERE, description: 'her note' }));
  const refund = await play(
    'refunds',
    sampleRefund({ order_id: 'G-1', refund_id: 'R-1', lines: [{ line_id: '1', quantity: '1' }], reason: 'her note' }),
  );
  const friend = await play(
    'registrations',
    sampleRegistration({ customer: { user_id: 'U8', email: 'bob@example.com', referred_by: `"Ada" <${EMAIL}>` } }),
  );
  return { bench, registered, bought, guest, refund, friend };
}

it('a person is erased from every table, money and ids stay, and what the CRM holds is named', async () => {
  const { bench, bought, friend } = await withAda();
  const { database } = bench.database;
  const before = bench.crm.records('Contacts').length;
  expect(await rowsHolding(database, TOLD)).not.toEqual([]);
  const { status, body } = await erase(bench);
  expect({ status, body }).toMatchObject({ status: 200, body: { events: 6, in_work: 0, dead: 0 } });
  expect(await rowsHolding(database, TOLD)).toEqual([]);
  for (const query of [`email=${EMAIL}`, `email=${OLD}`, 'text=lovelace', 'text=ockham'])
    expect((await bench.ask('GET', `/admin/events?${query}`)).body).toMatchObject({ events: [] });
  const { links } = Value.Parse(Answer, body);
  const lead = bench.crm.records('Leads').find(({ values }) => values.last_name === 'Lovelace');
  const [contact] = bench.crm.records('Contacts').filter(({ values }) => String(values.last_name).includes('Lovelace'));
  expect(links).toContainEqual({ crm: 'suitecrm', module: 'Leads', crm_id: lead?.id });
  expect(links).toContainEqual({ crm: 'suitecrm', module: 'Contacts', crm_id: contact?.id });
  expect(links.filter(({ module }) => module === 'AOS_Invoices')).toHaveLength(3);
  expect(bench.crm.records('Contacts')).toHaveLength(before);
  expect((await bench.ask('GET', `/admin/events/${bought.id}`)).body).toMatchObject({
    user_id: 'U7',
    order_id: 'A-1',
    warnings: [],
    payload: { data: { order_id: 'A-1', customer: { user_id: 'U7' }, groups: [{ lines: [{ list_price: '2700' }] }] } },
  });
  expect((await bench.ask('GET', `/admin/events/${friend.id}`)).body).toMatchObject({
    payload: { data: { customer: { email: 'bob@example.com', referred_by: '"Ada" <[erased]>' } } },
  });
  expect((await bench.ask('GET', '/admin/audit?subject=experience/U7')).body).toMatchObject({
    entries: [{ actor: 'alice', action: 'customer.erase', reason: ERASE.reason, affected: 6 }],
  });
});

it('to erase twice is fine, and a webhook that comes again is a duplicate', async () => {
  const { bench, registered } = await withAda();
  await erase(bench);
  expect(await erase(bench)).toMatchObject({ status: 200, body: { in_work: 0, dead: 0 } });
  const again = await bench.shop.send('registrations', sampleRegistration({ customer: ADA }), { id: 'msg_ada' });
  expect(again).toMatchObject({ status: 202, body: { status: 'duplicate', event_id: registered.id } });
});

it('a dry run tells the same and erases nothing', async () => {
  const { bench } = await withAda();
  const held = await rowsHolding(bench.database.database, TOLD);
  const trial = await erase(bench, 'U7', { ...ERASE, dry_run: true });
  expect(trial).toMatchObject({ status: 200, body: { events: 6, in_work: 0, dead: 0 } });
  expect(await rowsHolding(bench.database.database, TOLD)).toEqual(held);
  expect((await bench.ask('GET', '/admin/audit?subject=experience/U7')).body).toMatchObject({ entries: [] });
  expect((await erase(bench)).body).toEqual(trial.body);
});

it('what comes after an erasure finds the orders: refunds, updates and the same order sent again', async () => {
  const { bench } = await withAda();
  await erase(bench);
  const refund = await bench.play('refunds', sampleRefund({ order_id: 'A-1', refund_id: 'R-9' }));
  expect(refund).toMatchObject({ status: 'done', errorMessage: null });
  const update = await bench.play('order-updates', sampleOrderUpdate({ order_id: 'G-1', status: 'Paid' }));
  expect(update).toMatchObject({ status: 'done', errorMessage: null });
  const again = sampleOrder({
    order_id: 'A-1',
    customer: { ...ADA, email: EMAIL, title: 'Countess' },
    billing_address: WHERE,
  });
  expect(await bench.play('orders', again)).toMatchObject({ status: 'done', errorMessage: null });
  expect(
    bench.crm
      .records('AOS_Invoices')
      .map(({ values }) => values.status)
      .toSorted(),
  ).toEqual(['Paid', 'Paid', 'Returned', 'Returned']);
  const contacts = bench.crm.records('Contacts').length;
  const anew = await bench.play('orders', sampleOrder({ order_id: 'A-2', customer: { ...ADA, email: EMAIL } }));
  expect(anew).toMatchObject({ status: 'done', errorMessage: null });
  expect(bench.crm.records('Contacts')).toHaveLength(contacts);
});

it('nothing is erased while an order of the person is to be run, and the order arrives whole', async () => {
  const { bench } = await withAda();
  const crm = (verb: string) => bench.ask('POST', `/admin/crms/suitecrm/${verb}`, { body: { reason: 'an upgrade' } });
  expect((await crm('pause')).status).toBe(200);
  const id = await bench.send(
    'orders',
    sampleOrder({ order_id: 'A-3', customer: { ...ADA, email: EMAIL }, billing_address: WHERE }),
  );
  const answer = await erase(bench);
  expect(answer).toMatchObject({ status: 409, body: { code: 'events_in_work' } });
  expect(JSON.stringify(answer.body)).toContain(id);
  expect(await erase(bench, 'U7', { ...ERASE, dry_run: true })).toMatchObject({
    status: 200,
    body: { in_work: 1, named: [{ id }] },
  });
  expect((await crm('resume')).status).toBe(200);
  expect(await bench.settled(id)).toMatchObject({ status: 'done', errorMessage: null });
  const invoice = bench.crm.records('AOS_Invoices').find(({ values }) => values.name === 'A-3');
  expect(invoice?.values.billing_address_street).toContain('Ockham Park');
  expect(await erase(bench)).toMatchObject({ status: 200, body: { events: 7, in_work: 0 } });
  expect(await rowsHolding(bench.database.database, TOLD)).toEqual([]);
});

it('a dead order loses its person and not its money: replayed, it is an invoice', async () => {
  const bench = await start();
  bench.crm.faults.add({
    match: { method: 'POST', module: 'AOS_Invoices', times: 1 },
    action: { kind: 'access-denied' },
  });
  const customer = { ...ADA, email: EMAIL };
  const order = await bench.play('orders', sampleOrder({ order_id: 'A-1', customer, billing_address: WHERE }));
  expect(order.status).toBe('dead');
  expect(await erase(bench)).toMatchObject({ status: 200, body: { events: 1, dead: 1, named: [{ id: order.id }] } });
  expect(await rowsHolding(bench.database.database, TOLD)).toEqual([]);
  await bench.ask('POST', `/admin/events/${order.id}/replay`, { body: { reason: 'the role may edit invoices' } });
  expect(await bench.settled(order.id)).toMatchObject({ status: 'done', errorMessage: null });
  expect(bench.crm.records('AOS_Invoices')).toMatchObject([{ values: { name: 'A-1', status: 'Paid' } }]);
  expect(bench.crm.records('Contacts')).toHaveLength(1);
});

it('a dead registration that was erased has nothing left to do, and says so when it is replayed', async () => {
  const bench = await start();
  bench.crm.faults.add({ match: { method: 'POST', module: 'Leads', times: 1 }, action: { kind: 'access-denied' } });
  const { id, status } = await bench.play('registrations', sampleRegistration({ customer: ADA }));
  expect(status).toBe('dead');
  expect(await erase(bench)).toMatchObject({ status: 200 });
  expect((await bench.ask('GET', `/admin/events/${id}`)).body).toMatchObject({
    error: { message: expect.stringContaining('[erased]') },
  });
  await bench.ask('POST', `/admin/events/${id}/replay`, { body: { reason: 'by mistake' } });
  expect(await bench.settled(id)).toMatchObject({ status: 'dead', errorCode: 'event_erased' });
  expect(bench.crm.records('Leads')).toEqual([]);
});

it('an address in a reason, a name or an answer that is kept is erased, and comes into no audit', async () => {
  const { bench } = await withAda();
  bench.crm.faults.add({ match: { method: 'POST', module: 'Leads', times: 1 }, action: { kind: 'access-denied' } });
  await bench.play('registrations', sampleRegistration({ customer: { user_id: 'U9', email: 'eve@example.com' } }));
  const body = { name: `for ${EMAIL}`, reason: `${EMAIL} asked`, rate: 0.1 };
  expect(await bench.ask('POST', '/admin/replays', { body, key: 'k1' })).toMatchObject({ status: 202 });
  expect(await erase(bench, 'U7', { reason: `${EMAIL} asked by mail` })).toMatchObject({ status: 200 });
  expect(await rowsHolding(bench.database.database, TOLD)).toEqual([]);
});

it('other people keep what they said, those too whose address holds this one', async () => {
  const { bench } = await withAda();
  const other = { user_id: 'U10', email: `not.${EMAIL}`, last_name: 'Other', address: WHERE };
  const { id } = await bench.play('registrations', sampleRegistration({ customer: other }));
  await erase(bench);
  expect((await bench.ask('GET', `/admin/events/${id}`)).body).toMatchObject({
    payload: { data: { customer: { email: other.email, last_name: 'Other' } } },
  });
});

it('somebody whom nobody knows is not found, and an id that cannot be is refused', async () => {
  const { bench } = await withAda();
  for (const [user, unit] of [
    ['U99', 'experience'],
    ['U7', 'market'],
    ['../U7', 'experience'],
    ['<b>U7</b>', 'experience'],
    ['%2F', 'experience'],
    ['a\u0007\u202eb', 'experience'],
    ['"; DROP', 'nowhere'],
  ] as const)
    expect(await erase(bench, user, ERASE, unit)).toMatchObject({ status: 404, body: { code: 'customer_unknown' } });
  for (const [user, path] of [
    ['a\u0000b', '/user_id'],
    ['x'.repeat(256), '/user_id'],
  ] as const)
    expect(await erase(bench, user)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  for (const [body, path] of [
    [{}, '/reason'],
    [{ reason: ' ' }, '/reason'],
    [{ ...ERASE, dry_run: 'yes' }, '/dry_run'],
    [{ ...ERASE, force: true }, '/force'],
  ] as const)
    expect(await erase(bench, 'U7', body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  expect((await bench.ask('DELETE', '/admin/customers/experience/U7', { token: null })).status).toBe(401);
});

it.each(['shop/4711', 'a b?c#d&e', '客戶一號', 'x'.repeat(255), '<script>alert(1)</script>', "O'Hara%20"])(
  'a user whose id is %j is found and erased',
  async (user) => {
    const bench = await start();
    const customer = { ...ADA, user_id: user };
    expect((await bench.play('registrations', sampleRegistration({ customer }))).status).toBe('done');
    expect(await erase(bench, user)).toMatchObject({ status: 200, body: { events: 1 } });
    expect(await rowsHolding(bench.database.database, TOLD)).toEqual([]);
  },
);

it('a registration that was erased and is replayed to look again stays done, asks the CRM for nothing and says why', async () => {
  const { bench } = await withAda();
  await erase(bench);
  const { id } = await bench.database.database.prisma.event.findFirstOrThrow({
    where: { type: 'customer.registered', userId: ADA.user_id },
  });
  const before = bench.calls().length;
  const body = { reason: 'an audit', mode: 'again' };
  expect(await bench.ask('POST', `/admin/events/${id}/replay`, { body })).toMatchObject({ status: 202 });
  expect(await bench.settled(id)).toMatchObject({
    status: 'done',
    warnings: [expect.stringContaining('was erased with the person')],
  });
  expect(bench.calls()).toHaveLength(before);
});
