import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import type { EventFilter } from '../../src/operations/event-filter.ts';
import { eventPage, listEvents } from '../../src/operations/list-events.ts';
import { eventsOfRecord } from '../../src/operations/touched-record.ts';
import { ANY_EVENT } from '../support/any-event.ts';
import { buffersRead } from '../support/buffers-read.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

const FEW = 3_000;
const MANY = 10 * FEW;
const LIMIT = 20;
/** Where ten times as much is in an index, it is a level higher. What is linear grows tenfold. */
const GROWTH = 2.5;

const old = { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2020-01-01T00:10:00Z') };
const LISTS: Readonly<Record<string, Partial<EventFilter>>> = {
  'no filter': {},
  'a common status': { statuses: ['done'] },
  'a rare status': { statuses: ['dead'] },
  'a common and a rare status': { statuses: ['done', 'dead'] },
  'a common type': { types: ['order.paid'] },
  'a rare type': { types: ['contract.products'] },
  'a type that nothing has': { types: ['product.updated'] },
  'a common unit': { businessUnit: 'experience' },
  'a rare unit': { businessUnit: 'wholesale' },
  'a unit that nothing has': { businessUnit: 'nowhere' },
  'an old time': old,
  'up to an old time': { to: old.to },
  'a time in which nothing came': { from: new Date('2010-01-01'), to: new Date('2010-01-02') },
  'a rare type in an old time': { ...old, types: ['contract.products'] },
  'a common status in an old time': { ...old, statuses: ['done'] },
  'a rare status of a common type': { statuses: ['dead'], types: ['order.paid'] },
  'two statuses, a unit, a type and a time': {
    ...old,
    statuses: ['dead', 'done'],
    businessUnit: 'experience',
    types: ['order.paid'],
  },
  'a user': { userId: 'U7' },
  'a user of a unit': { userId: 'U7', businessUnit: 'experience' },
  'a user whose events are a twentieth of all': { userId: 'till' },
  'such a user in an old time': { ...old, userId: 'till' },
  'a shop': { shop: 'main' },
  'a shop in an old time': { ...old, shop: 'main' },
  'an order': { orderId: 'O8' },
  'a refund': { refundId: 'R8' },
  'a webhook': { webhookId: 'msg_8' },
  'what failed in one way': { errorCode: 'unknown_in_crm' },
  'what failed at a step': { errorClass: 'permanent', errorStep: 'currency' },
  'what failed at a step where nothing did': { errorStep: 'contact' },
  'what failed, of a type in an old time': {
    ...old,
    errorClass: 'permanent',
    types: ['order.paid'],
    statuses: ['dead'],
  },
  'what failed of a shop': { errorCode: 'unknown_in_crm', shop: 'main' },
  'what has warnings': { warned: true },
  'what has warnings of a rare status': { warned: true, statuses: ['dead'] },
  'what has warnings, of a unit': { warned: true, businessUnit: 'experience' },
  'a rare status of a shop': { statuses: ['dead'], shop: 'main' },
  'a text of a rare status': { statuses: ['dead'], text: 'robot' },
  'an order of a unit and a status': { orderId: 'O8', businessUnit: 'experience', statuses: ['done'] },
};

/** Done events, a second apart from 2020 on. */
async function fill(from: number, to: number): Promise<void> {
  await inbox.current.prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, user_id, order_id, shop, keys, status,
                        received_at)
    SELECT gen_random_uuid(), 'msg_' || n, '', '', '', CASE WHEN n % 2 = 0 THEN 'order.paid' ELSE 'customer.registered' END,
           'suitecrm', CASE WHEN n % 5 = 3 THEN 'market' ELSE 'experience' END, CASE WHEN n % 20 = 5 THEN 'till' ELSE 'U' || n END,
           CASE WHEN n % 2 = 0 THEN 'O' || n END, CASE WHEN n % 3 = 1 THEN 'main' END, '{}', 'done', ${old.from}::timestamptz + n * interval '1 second'
    FROM generate_series(${from}::int, ${to}::int) AS n ORDER BY n`);
  await inbox.current.prisma.$executeRaw(sql`VACUUM ANALYZE events`);
}

/** What failed and what has warnings: as much of it in a small inbox as in a large one. */
async function addErrors(): Promise<void> {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`
    UPDATE events SET error_class = 'permanent', error_code = 'unknown_in_crm', error_step = 'currency', status = 'dead'
    WHERE webhook_id IN ('msg_40', 'msg_41', 'msg_42')`);
  await prisma.$executeRaw(
    sql`UPDATE events SET warnings = '{careful}' WHERE webhook_id IN ('msg_50', 'msg_51', 'msg_52')`,
  );
  await prisma.$executeRaw(sql`UPDATE events SET refund_id = 'R8' WHERE webhook_id = 'msg_60'`);
}

/** What is rare, and older than nearly everything: the planner has not heard of it. */
async function addRare(): Promise<void> {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`UPDATE events SET status = 'dead' WHERE webhook_id IN ('msg_10', 'msg_11', 'msg_12')`);
  await prisma.$executeRaw(sql`UPDATE events SET type = 'contract.products' WHERE webhook_id IN ('msg_20', 'msg_21')`);
  await prisma.$executeRaw(sql`UPDATE events SET business_unit = 'wholesale' WHERE webhook_id IN ('msg_30', 'msg_31')`);
}

/** What the first page and the one after it read, by the name of the list. */
async function readAll(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const [name, named] of Object.entries(LISTS)) {
    const filter = { ...ANY_EVENT, ...named };
    for (const order of ['newest', 'oldest'] as const) {
      const first = { order, after: null, upTo: null };
      found.set(`${name}, the ${order}`, await buffersRead(inbox.current, eventPage(filter, null, first, LIMIT)));
      const { next } = await listEvents(inbox.current, filter, { order, after: null, limit: LIMIT });
      if (next === null) continue;
      const following = eventPage(filter, null, { ...first, after: next }, LIMIT);
      found.set(`${name}, the ${order}, the page after`, await buffersRead(inbox.current, following));
    }
  }
  return found;
}

test('a page of events reads no more of an inbox that is ten times as large', async () => {
  await fill(1, FEW);
  await addRare();
  await addErrors();
  const few = await readAll();
  expect(few.get('a rare status, the newest')).toBeGreaterThan(0);
  await fill(FEW + 1, MANY);
  const many = await readAll();
  const grown = [...many].filter(([name, buffers]) => buffers > GROWTH * (few.get(name) ?? 0));
  expect(grown.map(([name, buffers]) => [name, few.get(name), buffers])).toEqual([]);
}, 60_000);

test('the events that touched a record are found without a look at the others', async () => {
  const record = 'record 7';
  const addSteps = (from: number, to: number) =>
    inbox.current.prisma.$executeRaw(sql`
      INSERT INTO steps (event_id, key, verb, module, crm_id, status)
      SELECT e.id, 'invoice', 'POST', 'AOS_Invoices', 'record ' || n, 'done' FROM generate_series(${from}::int, ${to}::int) AS n
      JOIN events e ON e.webhook_id = 'msg_' || n`);
  const readIt = () => buffersRead(inbox.current, sql`SELECT event_id FROM (${eventsOfRecord(record)}) named`);
  await fill(1, FEW);
  await addSteps(1, FEW);
  const few = await readIt();
  await fill(FEW + 1, MANY);
  await addSteps(FEW + 1, MANY);
  expect(await readIt()).toBeLessThan(GROWTH * few);
  const { events } = await listEvents(
    inbox.current,
    { ...ANY_EVENT, crmId: record },
    { limit: 5, order: 'newest', after: null },
  );
  expect(events.map(({ webhookId }) => webhookId)).toEqual(['msg_7']);
}, 60_000);

test('where no index tells what is meant, a page looks at so many events and no more, and the next goes on behind them', async () => {
  await fill(1, 41_000);
  const rare = { ...ANY_EVENT, warned: false, types: ['order.paid'], userId: null, text: null, shop: 'main' };
  await inbox.current.prisma.$executeRaw(sql`UPDATE events SET shop = 'main', type = 'customer.registered'`);
  await inbox.current.prisma.$executeRaw(sql`UPDATE events SET type = 'order.paid' WHERE webhook_id = 'msg_10'`);
  const first = await listEvents(inbox.current, rare, { limit: 5, order: 'newest', after: null });
  expect(first).toMatchObject({ events: [], next: { seq: expect.any(BigInt) } });
  const second = await listEvents(inbox.current, rare, { limit: 5, order: 'newest', after: first.next });
  expect(second).toMatchObject({ events: [{ webhookId: 'msg_10' }], next: null });
}, 60_000);
