import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { type LinkFilter, linkPage, listLinks } from '../../src/operations/list-links.ts';
import { buffersRead } from '../support/buffers-read.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

const FEW = 3_000;
const MANY = 10 * FEW;
const LIMIT = 20;
/** Where ten times as much is in an index, it is a level higher. What is linear grows tenfold. */
const GROWTH = 2.5;

const ANY: LinkFilter = { businessUnit: null, kind: null, localId: null, crmId: null };
const LISTS: Readonly<Record<string, Partial<LinkFilter>>> = {
  'no filter': {},
  'a common unit': { businessUnit: 'experience' },
  'a rare unit': { businessUnit: 'wholesale' },
  'a unit that nothing has': { businessUnit: 'nowhere' },
  'a common kind': { kind: 'order' },
  'a rare kind': { kind: 'promotion' },
  'a kind that nothing has': { kind: 'nothing' },
  'a kind of a unit': { kind: 'lead', businessUnit: 'experience' },
  'a local id': { localId: 'L7' },
  'a local id of a unit': { localId: 'L7', businessUnit: 'experience' },
  'a record': { crmId: 'record 7' },
  'a record of a kind': { crmId: 'record 7', kind: 'product' },
};

/** Links of four kinds, a thousand of each instant, as imports make them. */
async function fill(from: number, to: number): Promise<void> {
  await inbox.current.prisma.$executeRaw(sql`
    INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, created_at)
    SELECT 'suitecrm', (ARRAY['Leads', 'Contacts', 'AOS_Invoices', 'AOS_Products'])[n % 4 + 1],
           (ARRAY['lead', 'contact', 'order', 'product'])[n % 4 + 1], CASE WHEN n % 4 = 3 THEN '' ELSE 'experience' END, 'L' || n,
           'record ' || n, 'created', '2020-01-01'::timestamptz + n / 1000 * interval '1 hour'
    FROM generate_series(${from}::int, ${to}::int) AS n`);
  await inbox.current.prisma.$executeRaw(sql`VACUUM ANALYZE links`);
}

/** What is rare, and older than nearly everything: the planner has not heard of it. */
async function addRare(): Promise<void> {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`UPDATE links SET kind = 'promotion' WHERE local_id IN ('L10', 'L11')`);
  await prisma.$executeRaw(sql`UPDATE links SET business_unit = 'wholesale' WHERE local_id IN ('L20', 'L21')`);
}

/** What the first page and the one after it read, by the name of the list. */
async function readAll(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const [name, named] of Object.entries(LISTS)) {
    const filter = { ...ANY, ...named };
    const first = { limit: LIMIT, after: null };
    found.set(name, await buffersRead(inbox.current, linkPage(filter, first)));
    const last = (await listLinks(inbox.current, filter, first)).at(LIMIT - 1);
    if (last === undefined) continue;
    const following = linkPage(filter, { limit: LIMIT, after: last });
    found.set(`${name}, the page after`, await buffersRead(inbox.current, following));
  }
  return found;
}

test('a page of links reads no more of a mapping that is ten times as large', async () => {
  await fill(1, FEW);
  await addRare();
  const few = await readAll();
  await fill(FEW + 1, MANY);
  const many = await readAll();
  const grown = [...many].filter(([name, buffers]) => buffers > GROWTH * (few.get(name) ?? 0));
  expect(grown.map(([name, buffers]) => [name, few.get(name), buffers])).toEqual([]);
}, 60_000);
