import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import type { EventFilter } from '../../src/operations/event-filter.ts';
import { eventPage, listEvents } from '../../src/operations/list-events.ts';
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
  const few = await readAll();
  expect(few.get('a rare status, the newest')).toBeGreaterThan(0);
  await fill(FEW + 1, MANY);
  const many = await readAll();
  const grown = [...many].filter(([name, buffers]) => buffers > GROWTH * (few.get(name) ?? 0));
  expect(grown.map(([name, buffers]) => [name, few.get(name), buffers])).toEqual([]);
}, 60_000);
