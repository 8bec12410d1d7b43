import { beforeEach, expect, test } from 'vitest';
import { sql } from '../../../src/database/client.ts';
import { EVENT_STATUSES, type EventStatus } from '../../../src/domain/events/status.ts';
import { removeBatch } from '../../../src/operations/retention/remove-batch.ts';
import { lastSweep, sweepNext } from '../../../src/operations/retention/sweep.ts';
import { tryRetention } from '../../../src/operations/retention/try-retention.ts';
import { inTransaction } from '../../../src/operations/transaction.ts';
import { ids, newEvent, newOrder, store } from '../../support/events.ts';
import { startBulk } from '../../support/replays.ts';
import { DAYS, letAge, SETTINGS, sweepAll } from '../../support/retention.ts';
import { useTestInbox } from '../../support/test-inbox.ts';
import { waitFor } from '../../support/wait-for.ts';

const inbox = useTestInbox();
const BODY = Buffer.from(
  JSON.stringify({
    type: 'order.paid',
    timestamp: '2020-12-16T09:00:00Z',
    data: {
      business_unit: 'experience',
      order_id: 'O1',
      description: 'for Ada',
      customer: { user_id: 'U1', email: 'ada@example.com', last_name: 'Lovelace' },
      lines: [{ line_id: '1', sku: 'TEA', quantity: '1', list_price: '100', note: 'for Ada' }],
    },
  }),
);

/** Stores events that have come to this status so many days ago; gives their ids. */
async function ended(count: number, status: EventStatus = 'done', days = DAYS + 1, body = BODY): Promise<string[]> {
  const events = Array.from({ length: count }, (_, place) => newOrder(`O${place}`, { body, keys: ['email:a@b.cd'] }));
  await store(inbox.current, ...events);
  await inbox.current.prisma.event.updateMany({
    where: { id: { in: ids(events) } },
    data: { status, finishedAt: new Date(), warnings: ['of ada@example.com'], nextAttemptAt: new Date(0) },
  });
  await inbox.current.prisma.$executeRaw(sql`
    INSERT INTO steps (event_id, key, status, verb, module, crm_id, request, response)
    SELECT id, 'invoice', 'done', 'POST', 'AOS_Invoices', id::text,
           '{"billing_account_id": "A", "currency_id": "-99"}', '{"name": "Lovelace"}'
    FROM events WHERE id = ANY (${ids(events)}::uuid[])`);
  await letAge(inbox.current, days, ids(events));
  return ids(events);
}

const event = (id: string | undefined) => inbox.current.prisma.event.findUniqueOrThrow({ where: { id: id ?? '' } });
const kept = () => inbox.current.prisma.event.count({ where: { payloadRemovedAt: null } });
const steps = () => inbox.current.prisma.step.count();
/** Of the test: nobody can take an entry of the tests before out of the audit. */
let before = 0n;
const audits = () =>
  inbox.current.prisma.auditEntry.findMany({ where: { id: { gt: before } }, orderBy: { id: 'asc' } });
beforeEach(async () => {
  before = (await audits()).at(-1)?.id ?? before;
});

test('payload, steps and words of what was done or discarded long ago are removed; ids, hash, figures and lines stay', async () => {
  const [done] = await ended(1);
  const stored = await event(done);
  const [discarded] = await ended(1, 'discarded');
  const sweep = await sweepAll(inbox.current);
  expect(sweep).toMatchObject({ events: 2, byType: { 'order.paid': 2 } });
  expect(sweep.bytes).toBeGreaterThan(2 * BODY.byteLength);
  const after = await event(done);
  expect(after).toMatchObject({
    webhookId: stored.webhookId,
    contentSha256: stored.contentSha256,
    orderId: stored.orderId,
    seq: stored.seq,
    payloadRemovedAt: expect.any(Date),
    warnings: [],
    keys: [],
    kept: { wrote: true, accountId: 'A', currencyId: '-99' },
  });
  for (const id of [done, discarded]) {
    const left = Buffer.from((await event(id)).body).toString();
    expect(left).toContain('"list_price":"100"');
    expect(left).not.toMatch(/ada|lovelace/i);
  }
});

test('what waits, is dead, or is still to be run keeps everything, whatever its age', async () => {
  const open = EVENT_STATUSES.filter((status) => status !== 'done' && status !== 'discarded');
  for (const status of open) await ended(1, status, 10 * DAYS);
  expect(await sweepAll(inbox.current)).toMatchObject({ events: 0 });
  expect([await kept(), await steps()]).toEqual([open.length, open.length]);
});

test('an event is as old as its last end: what was done long ago and again yesterday is kept', async () => {
  const [again] = await ended(1);
  const yesterday = new Date(Date.now() - 86_400_000);
  await inbox.current.prisma.event.update({
    where: { id: again ?? '' },
    data: { doneAt: new Date(0), finishedAt: yesterday },
  });
  await ended(1, 'done', DAYS - 0.01);
  expect(await sweepAll(inbox.current)).toMatchObject({ events: 0 });
  expect(await kept()).toBe(2);
});

test('of what was discarded half-way the ids of what it may have written stay, and nothing that it said', async () => {
  const [half, whole] = await ended(2, 'discarded');
  await inbox.current.prisma.event.update({ where: { id: whole ?? '' }, data: { doneAt: new Date(0) } });
  await inbox.current.prisma.$executeRaw(sql`
    INSERT INTO steps (event_id, key, status, verb, module, crm_id, outcome_unknown, request) VALUES
      (${half}::uuid, 'contact look-up ada@example.com', 'done', 'GET', 'Contacts', 'c', false, '{}'),
      (${half}::uuid, 'lead ada@example.com', 'failed', 'POST', 'Leads', 'l', true, '{"last_name": "Lovelace"}'),
      (${half}::uuid, 'product', 'failed', 'POST', 'AOS_Products', 'p', false, '{}')`);
  await sweepAll(inbox.current);
  const left = await inbox.current.prisma.step.findMany({ orderBy: { module: 'asc' } });
  expect(left).toMatchObject([
    { eventId: half, module: 'AOS_Invoices', status: 'done', request: null, response: null, output: null },
    { eventId: half, module: 'Leads', status: 'failed', crmId: 'l', outcomeUnknown: true, request: null },
  ]);
  expect(left.map(({ key }) => key).join()).not.toContain('@');
});

test('a batch is bounded by number and by bytes, the oldest first, and one payload that is larger goes alone', async () => {
  await ended(3, 'done', DAYS + 1);
  const [oldest] = await ended(1, 'done', DAYS + 9);
  const order = { olderThan: new Date(Date.now() - DAYS * 86_400_000), from: null, size: 2 };
  const first = await inTransaction(inbox.current, (prisma) => removeBatch(prisma, order));
  expect(first.events).toBe(2);
  expect((await event(oldest)).payloadRemovedAt).not.toBeNull();
  await sweepAll(inbox.current);
  const large = Buffer.from(JSON.stringify({ type: 'order.paid', data: { note: 'x'.repeat(5 * 1024 * 1024) } }));
  await ended(3, 'done', DAYS + 1, large);
  const taken = await inTransaction(inbox.current, (prisma) => removeBatch(prisma, { ...order, size: 200 }));
  expect(taken.events).toBe(1);
});

test('what somebody else has locked, and what a bulk replay is still to take, is left for a later sweep', async () => {
  const [locked, picked, free] = await ended(3, 'done');
  await inbox.current.prisma.event.update({ where: { id: picked ?? '' }, data: { status: 'dead' } });
  const bulk = await startBulk(inbox.current, 0.001);
  await inbox.current.prisma.event.update({ where: { id: picked ?? '' }, data: { status: 'done' } });
  await inTransaction(inbox.current, async (prisma) => {
    await prisma.$queryRaw(sql`SELECT id FROM events WHERE id = ${locked}::uuid FOR UPDATE`);
    expect(await sweepAll(inbox.current)).toMatchObject({ events: 1 });
  });
  expect((await event(free)).payloadRemovedAt).not.toBeNull();
  await inbox.current.prisma.replay.delete({ where: { id: bulk } });
  expect(await sweepAll(inbox.current)).toMatchObject({ events: 2 });
});

test('replicas take turns: each event once, and each batch is followed by a rest, whoever took it', async () => {
  await ended(60);
  const sizes: number[] = [];
  const replica = async () => {
    for (let isThrough = false; !isThrough; ) {
      const turn = await waitFor('a batch is due', () => sweepNext(inbox.current, { ...SETTINGS, batch: 10 }));
      if (turn.kind === 'removed') sizes.push(turn.batch.events);
      isThrough = turn.kind === 'finished' || (await kept()) === 0;
    }
  };
  const begun = performance.now();
  await Promise.all([replica(), replica(), replica()]);
  expect(sizes).toEqual([10, 10, 10, 10, 10, 10]);
  expect(performance.now() - begun).toBeGreaterThan(5 * 50);
});

test('a sweep that one replica has left is gone on with by another, and the audit has the whole of it', async () => {
  await ended(30);
  const settings = { ...SETTINGS, batch: 10 };
  expect(await sweepNext(inbox.current, settings)).toMatchObject({ kind: 'removed', batch: { events: 10 } });
  expect(await audits()).toEqual([]);
  expect(await lastSweep(inbox.current)).toMatchObject({ events: 10, finishedAt: null });
  expect(await sweepAll(inbox.current, settings)).toMatchObject({ events: 30 });
  expect(await audits()).toMatchObject([
    { actor: 'retention', subject: 'payloads', affected: 30, details: { days: DAYS, by_type: { 'order.paid': 30 } } },
  ]);
  expect(await sweepAll(inbox.current, settings)).toMatchObject({ events: 0 });
  expect(await audits()).toHaveLength(1);
});

test('a sweep whose number of days was taken back ends at once, with what it took in the audit', async () => {
  await ended(20);
  await sweepNext(inbox.current, { ...SETTINGS, batch: 10 });
  const off = { ...SETTINGS, days: null };
  await waitFor('the sweep has ended', async () => (await sweepNext(inbox.current, off))?.kind === 'finished');
  expect(await kept()).toBe(10);
  expect(await audits()).toMatchObject([{ affected: 10 }]);
  expect(await sweepNext(inbox.current, off)).toBeNull();
});

test('the next sweep waits for its hour, and for none where the number of days was changed', async () => {
  const hourly = { ...SETTINGS, everyMs: 3_600_000 };
  await sweepAll(inbox.current, hourly);
  await ended(1);
  expect(await sweepNext(inbox.current, hourly)).toBeNull();
  expect(await sweepAll(inbox.current, { ...hourly, days: DAYS + 0.5 })).toMatchObject({ events: 1 });
});

test('a trial tells what a sweep takes, by type, and takes nothing', async () => {
  await ended(5);
  await ended(1, 'dead');
  await store(inbox.current, newEvent());
  const trial = await tryRetention(inbox.current, DAYS, new Date());
  expect(trial).toMatchObject({ events: 5, byType: [{ type: 'order.paid', events: 5, bytes: trial.bytes }] });
  expect(trial.oldestAt?.getTime()).toBeLessThanOrEqual(trial.newestAt?.getTime() ?? 0);
  expect(await kept()).toBe(7);
  expect(await sweepAll(inbox.current)).toMatchObject({ events: trial.events, bytes: trial.bytes });
  expect(await tryRetention(inbox.current, DAYS, new Date())).toMatchObject({ events: 0, bytes: 0, byType: [] });
});

test('a batch and a trial go by their index, however many events there are', async () => {
  const plan = await inbox.current.prisma.$queryRaw<{ 'QUERY PLAN': string }[]>(sql`
    EXPLAIN SELECT e.id FROM events e
    WHERE e.status = ANY (ARRAY['done'::event_status, 'discarded'::event_status]) AND e.payload_removed_at IS NULL
      AND e.finished_at < now() ORDER BY e.finished_at, e.seq LIMIT 200 FOR UPDATE OF e SKIP LOCKED`);
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('events_retention_idx');
  expect(text).not.toContain('Sort');
});
