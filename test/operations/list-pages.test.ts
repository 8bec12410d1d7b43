import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { type EventFilter, filterCondition } from '../../src/operations/event-filter.ts';
import type { EventOrder, EventPlace } from '../../src/operations/event-lines.ts';
import { listEvents } from '../../src/operations/list-events.ts';
import { type LinkFilter, type LinkPlace, listLinks } from '../../src/operations/list-links.ts';
import { ANY_EVENT } from '../support/any-event.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

const LIMIT = 7;

const from = new Date('2020-01-01T00:00:03Z');
const to = new Date('2020-01-01T00:00:15Z');
const EVENT_FILTERS: readonly Partial<EventFilter>[] = [
  {},
  { statuses: ['done'] },
  { statuses: ['dead', 'done'] },
  { statuses: [] },
  { types: ['order.paid'] },
  { types: ['order.paid', 'order.refunded'], statuses: ['dead', 'waiting'] },
  { businessUnit: 'market' },
  { businessUnit: 'nowhere' },
  { businessUnit: 'market', statuses: ['pending'], types: ['order.refunded'], from, to },
  { from },
  { to },
  { from, to },
  { from, to, statuses: ['done', 'pending'] },
  { userId: 'U1' },
  { userId: 'U1', businessUnit: 'experience', from, to },
  { userId: 'U1', statuses: ['dead', 'done'], types: ['order.paid'] },
  { userId: 'U1', orderId: 'O1' },
  { orderId: 'O1' },
  { orderId: 'O1', statuses: ['done'], to },
  { shop: 'main' },
  { shop: 'main', statuses: ['dead'], from },
  { shop: 'main', orderId: 'O1' },
  { shop: 'none' },
  { shop: 'main', types: ['order.paid'] },
  { refundId: 'R1' },
  { refundId: 'R1', businessUnit: 'market', statuses: ['done'] },
  { webhookId: 'msg_7' },
  { webhookId: 'msg_7', statuses: ['dead'] },
  { errorClass: 'transient' },
  { errorCode: 'unavailable' },
  { errorStep: 'invoice', types: ['order.paid'], businessUnit: 'market' },
  { errorClass: 'permanent', errorCode: 'unknown_in_crm', errorStep: 'currency', statuses: ['dead'], from, to },
  { errorCode: 'unavailable', userId: 'U1' },
  { errorCode: 'unavailable', shop: 'main', warned: true },
  { warned: true },
  { warned: true, statuses: ['dead', 'waiting'], to },
  { warned: true, types: ['order.refunded'] },
  { warned: false },
  { warned: false, statuses: ['dead'] },
  { crmId: 'record 1' },
  { crmId: 'record 2', types: ['order.paid'], from },
  { crmId: 'record of a link' },
  { crmId: 'record of none' },
  { email: 'ann1@example.com' },
  { email: 'nn1@example.com' },
  { text: 'robot 1' },
  { text: 'robot 1', statuses: ['dead'] },
  { text: 'robot', shop: 'main', warned: true, errorCode: 'unavailable' },
];

test('the pages of events hold each that matches once, the newest first, whatever arrived in one instant', async () => {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, user_id, order_id, shop, keys, status,
                        received_at, refund_id, error_class, error_code, error_step, warnings)
    SELECT gen_random_uuid(), 'msg_' || n, convert_to('{"email":"Ann' || n % 9 || '@Example.com","name":"Robot ' || n % 20 || '"}', 'UTF8'), '', '',
           (ARRAY['order.paid', 'order.refunded', 'unknown'])[n % 3 + 1], 'suitecrm',
           (ARRAY['experience', 'market'])[n % 2 + 1], CASE WHEN n % 4 > 0 THEN 'U' || n % 4 END, CASE WHEN n % 3 < 2 THEN 'O' || n % 3 END,
           (ARRAY['main', 'blog', NULL])[n % 3 + 1], '{}', (ARRAY['pending', 'waiting', 'done', 'dead', 'done'])[n % 5 + 1]::event_status,
           '2020-01-01'::timestamptz + (n * 7 % 200) / 10 * interval '1 second', CASE WHEN n % 3 = 1 THEN 'R' || n % 3 END,
           CASE WHEN n % 4 = 1 THEN 'transient' WHEN n % 4 = 2 THEN 'permanent' END::error_class,
           CASE WHEN n % 4 = 1 THEN 'unavailable' WHEN n % 4 = 2 THEN 'unknown_in_crm' END,
           CASE WHEN n % 8 = 1 THEN 'invoice' WHEN n % 4 = 2 THEN 'currency' END, CASE WHEN n % 6 < 2 THEN ARRAY['careful'] ELSE '{}' END
    FROM generate_series(1, 400) AS n`);
  await prisma.$executeRaw(sql`
    INSERT INTO steps (event_id, key, verb, module, crm_id, status)
    SELECT id, 'step', 'POST', 'module ' || seq % 2, 'record ' || seq % 5, (ARRAY['done', 'failed'])[seq % 2 + 1]::step_status FROM events`);
  await prisma.$executeRaw(sql`
    INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, event_id)
    SELECT 'suitecrm', 'Contacts', 'contact', '', 'L', 'record of a link', 'created', id FROM events WHERE webhook_id = 'msg_9'`);
  for (const named of EVENT_FILTERS) {
    const filter = { ...ANY_EVENT, ...named };
    const expected = await prisma.$queryRaw<{ seq: bigint }[]>(sql`
      SELECT seq FROM events e WHERE ${filterCondition(filter)} ORDER BY received_at DESC, seq DESC`);
    const newest = expected.map(({ seq }) => seq);
    expect([named, await seenBy(filter, 'newest')]).toEqual([named, newest]);
    expect([named, await seenBy(filter, 'oldest')]).toEqual([named, newest.toReversed()]);
  }
});

/** The events of all pages of a list. */
async function seenBy(filter: EventFilter, order: EventOrder): Promise<bigint[]> {
  const seen: bigint[] = [];
  for (let after: EventPlace | null | undefined; after !== null; ) {
    const page = await listEvents(inbox.current, filter, { limit: LIMIT, order, after: after ?? null });
    seen.push(...page.events.map(({ seq }) => seq));
    after = page.next;
  }
  return seen;
}

const ANY_LINK: LinkFilter = { businessUnit: null, kind: null, localId: null, crmId: null };
const LINK_FILTERS: readonly Partial<LinkFilter>[] = [
  {},
  { kind: 'order' },
  { kind: 'nothing' },
  { businessUnit: 'market' },
  { businessUnit: 'market', kind: 'product' },
  { localId: 'L1' },
  { localId: 'L1', kind: 'order', businessUnit: 'experience' },
  { crmId: 'record 3' },
  { crmId: 'record 3', kind: 'contact' },
  { crmId: 'record 3', localId: 'L3', businessUnit: 'experience' },
];

test('the pages of links hold each that matches once, the newest first, whatever was written in one instant', async () => {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`
    INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, created_at)
    SELECT crm, 'module ' || n % 2, kind, unit, 'L' || n, 'record ' || n % 4, 'found',
           '2020-01-01'::timestamptz + n / 4 * interval '1 second'
    FROM generate_series(1, 12) AS n, unnest(ARRAY['suitecrm', 'ikcrm']) AS crm, unnest(ARRAY['order', 'contact', 'product']) AS kind,
         unnest(ARRAY['', 'experience', 'market']) AS unit`);
  for (const named of LINK_FILTERS) {
    const { businessUnit, kind, localId, crmId } = { ...ANY_LINK, ...named };
    const expected = await prisma.link.findMany({
      where: {
        ...(businessUnit === null ? {} : { businessUnit: { in: [businessUnit, ''] } }),
        ...(kind === null ? {} : { kind }),
        ...(localId === null ? {} : { localId }),
        ...(crmId === null ? {} : { crmId }),
      },
      orderBy: [{ createdAt: 'desc' }, { kind: 'asc' }, { localId: 'asc' }, { businessUnit: 'asc' }, { crm: 'asc' }],
      omit: { email: true, seenAt: true },
    });
    const seen: object[] = [];
    for (let after: LinkPlace | null | undefined = null; after !== undefined; ) {
      const page = await listLinks(inbox.current, { businessUnit, kind, localId, crmId }, { limit: LIMIT, after });
      seen.push(...page);
      after = page.at(LIMIT - 1);
    }
    expect([named, seen]).toEqual([named, expected]);
  }
});
