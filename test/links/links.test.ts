import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { LeaseLost } from '../../src/inbox/lease-fence.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { insertLinksFrom } from '../../src/links/insert-links.ts';
import type { NewLink } from '../../src/links/link.ts';
import { Links } from '../../src/links/links.ts';
import { expireLease, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const EVENT = randomUUID();
const links = (crm = 'suitecrm') => new Links(inbox.current, crm);

function contact(email: string, changes: Partial<NewLink> = {}): NewLink {
  return {
    kind: 'contact',
    businessUnit: '',
    localId: email,
    module: 'Contacts',
    crmId: `id of ${email}`,
    origin: 'created',
    ...changes,
  };
}

function lead(userId: string, changes: Partial<NewLink> = {}): NewLink {
  const key = { kind: 'lead', businessUnit: 'experience', localId: userId } as const;
  return { ...key, module: 'Leads', crmId: `lead of ${userId}`, origin: 'created', email: null, ...changes };
}

function conversion(leadId: string): NewLink {
  const key = { kind: 'conversion', businessUnit: '', localId: leadId } as const;
  return { ...key, module: 'Leads', crmId: leadId, origin: 'created' };
}

/** Writes links as a step of an event does. */
const add = (eventId: string, rows: readonly NewLink[]) =>
  inbox.current.askPrepared(
    'links_of_a_test',
    insertLinksFrom('SELECT l.*, $1::uuid FROM json_to_recordset($2::json) AS l'),
    [eventId, JSON.stringify(links().rows(rows))],
  );

const openLeads = async ({ userId = 'nobody', ...others }: { userId?: string; email?: string; eventId?: string }) =>
  (
    await links().findOpenLeads({
      own: { kind: 'lead', businessUnit: 'experience', localId: userId },
      email: null,
      eventId: EVENT,
      ...others,
    })
  ).map(({ crmId }) => crmId);

test('a link is found by its kind, unit and local id', async () => {
  await add(EVENT, [contact('a@example.com')]);
  const key = { kind: 'contact', businessUnit: '', localId: 'a@example.com' } as const;
  expect(await links().find(key)).toMatchObject({ crmId: 'id of a@example.com', origin: 'created', eventId: EVENT });
  expect(await links().find({ ...key, kind: 'lead' })).toBeNull();
  expect(await links().find({ ...key, businessUnit: 'experience' })).toBeNull();
  expect(await links().find({ ...key, localId: 'A@example.com' })).toBeNull();
});

test('the links of one CRM are not those of another', async () => {
  await add(EVENT, [contact('a@example.com')]);
  expect(await links('ikcrm').find({ kind: 'contact', businessUnit: '', localId: 'a@example.com' })).toBeNull();
  expect(await links('ikcrm').findMany('contact', ['a@example.com'])).toEqual(new Map());
});

test('the first link of a local thing stays', async () => {
  await add(EVENT, [contact('a@example.com')]);
  await add(randomUUID(), [contact('a@example.com', { crmId: 'other', origin: 'found' })]);
  expect(await links().find({ kind: 'contact', businessUnit: '', localId: 'a@example.com' })).toMatchObject({
    crmId: 'id of a@example.com',
    origin: 'created',
    eventId: EVENT,
  });
});

test('many links are written at once, and none is no fault', async () => {
  const addresses = Array.from({ length: 50 }, (_, index) => `${index}'"{,}@example.com`);
  await add(
    EVENT,
    addresses.map((address) => contact(address)),
  );
  await add(EVENT, []);
  expect(await links().findMany('contact', addresses)).toEqual(
    new Map(addresses.map((address) => [address, `id of ${address}`])),
  );
});

test('several local ids are looked up at once, those without a link left out', async () => {
  await add(EVENT, [
    contact('a@example.com'),
    contact('b@example.com'),
    contact('b@example.com', { businessUnit: 'x' }),
  ]);
  expect(await links().findMany('contact', ['b@example.com', 'c@example.com'])).toEqual(
    new Map([['b@example.com', 'id of b@example.com']]),
  );
  expect(await links().findMany('contact', [])).toEqual(new Map());
});

test('records tell which local things they stand for', async () => {
  await add(EVENT, [contact('a@example.com', { crmId: 'c1' }), contact('b@example.com', { crmId: 'c2' })]);
  expect(await links().localIdsOf('contact', ['c2', 'c3'])).toEqual(new Map([['c2', 'b@example.com']]));
});

test('the open leads of a customer are the own one and those with the same address, in any unit', async () => {
  await add(EVENT, [
    lead('U1'),
    lead('U2', { email: 'a@example.com' }),
    lead('U3', { email: 'a@example.com', businessUnit: 'elsewhere' }),
    lead('U4', { email: 'b@example.com' }),
    lead('U1', { businessUnit: 'elsewhere', crmId: 'another U1' }),
  ]);
  expect(await openLeads({ userId: 'U1' })).toEqual(['lead of U1']);
  expect(await openLeads({ email: 'a@example.com' })).toEqual(['lead of U2', 'lead of U3']);
  expect(await openLeads({ userId: 'U1', email: 'a@example.com' })).toEqual(['lead of U1', 'lead of U2', 'lead of U3']);
  expect(await openLeads({ userId: 'U2', email: 'a@example.com' })).toEqual(['lead of U2', 'lead of U3']);
  expect(await openLeads({})).toEqual([]);
});

test('a lead that another event converted is not open; one that this event converts still is', async () => {
  await add(EVENT, [lead('U1', { email: 'a@example.com' }), lead('U2', { email: 'a@example.com' })]);
  await add(randomUUID(), [conversion('lead of U1')]);
  await add(EVENT, [conversion('lead of U2')]);
  expect(await openLeads({ email: 'a@example.com' })).toEqual(['lead of U2']);
  expect(await openLeads({ email: 'a@example.com', eventId: randomUUID() })).toEqual([]);
});

test('a link outside a step is written while the event is ours, and by nobody who has lost it', async () => {
  const held = await storeAndClaim(inbox.current);
  await links().add(held, [contact('a@example.com')]);
  const key = { kind: 'contact', businessUnit: '', localId: 'a@example.com' } as const;
  expect(await links().find(key)).toMatchObject({ eventId: held.id });
  await expireLease(inbox.current, held.id);
  await takeOverExpired(inbox.current, 12);
  await expect(links().add(held, [contact('b@example.com')])).rejects.toThrow(LeaseLost);
  expect(await links().find({ ...key, localId: 'b@example.com' })).toBeNull();
});
