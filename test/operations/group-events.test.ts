import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import type { EventFilter } from '../../src/operations/event-filter.ts';
import { type EventGroup, groupEvents, groupsOf, MOST_GROUPS } from '../../src/operations/group-events.ts';
import { ANY_EVENT } from '../support/any-event.ts';
import { buffersRead } from '../support/buffers-read.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

/** Events a second apart from 2020 on: every fourth failed, in one of two ways. */
async function fill(from: number, to: number): Promise<void> {
  await inbox.current.prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, user_id, keys, status, received_at,
                        error_class, error_code, error_step)
    SELECT gen_random_uuid(), 'msg_' || n, convert_to('{"n":"Robot' || n || '"}', 'UTF8'), '', '',
           CASE WHEN n % 8 = 0 THEN 'order.refunded' ELSE 'order.paid' END, 'suitecrm', 'experience', 'U' || n % 10, '{}',
           CASE WHEN n % 4 > 0 THEN 'done' WHEN n % 12 = 0 THEN 'retrying' ELSE 'dead' END::event_status,
           '2020-01-01'::timestamptz + n * interval '1 second', CASE WHEN n % 4 = 0 THEN 'permanent' END::error_class,
           CASE WHEN n % 4 = 0 THEN 'unknown_in_crm' END, CASE WHEN n % 8 = 4 THEN 'currency' END
    FROM generate_series(${from}::int, ${to}::int) AS n`);
  await inbox.current.prisma.$executeRaw(sql`VACUUM ANALYZE events`);
}

async function groups(filter: Partial<EventFilter> = {}): Promise<EventGroup[]> {
  return await groupEvents(inbox.current, { ...ANY_EVENT, ...filter });
}

test('failures are grouped by class, code, step and type, the largest group first', async () => {
  await fill(1, 44);
  await inbox.current.prisma.event.updateMany({ where: { webhookId: 'msg_20' }, data: { status: 'discarded' } });
  await inbox.current.prisma.event.updateMany({ where: { webhookId: 'msg_28' }, data: { status: 'pending' } });
  const same = { errorClass: 'permanent', errorCode: 'unknown_in_crm' };
  const at = (n: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, n));
  const idOf = async (webhookId: string) =>
    (await inbox.current.prisma.event.findUniqueOrThrow({ where: { webhookId } })).id;
  const refunds = { ...same, errorStep: null, type: 'order.refunded', count: 5, firstAt: at(8), lastAt: at(40) };
  const orders = { ...same, errorStep: 'currency', type: 'order.paid', count: 5, firstAt: at(4), lastAt: at(44) };
  expect(await groups()).toEqual([
    { ...orders, sample: await idOf('msg_44') },
    { ...refunds, sample: await idOf('msg_40') },
  ]);
  expect(await groups({ statuses: ['discarded'] })).toMatchObject([{ count: 1, sample: await idOf('msg_20') }]);
  expect(await groups({ statuses: ['done'] })).toEqual([]);
  expect(await groups({ errorStep: 'currency', to: at(13) })).toMatchObject([{ count: 2 }]);
  expect(await groups({ userId: 'U4' })).toMatchObject([
    { count: 2, sample: await idOf('msg_44') },
    { count: 1, sample: await idOf('msg_24') },
  ]);
  expect(await groups({ text: 'ROBOT12' })).toMatchObject([{ count: 1, sample: await idOf('msg_12') }]);
});

test('there are no more groups than a person can look at', async () => {
  await fill(1, 4 * (MOST_GROUPS + 5));
  await inbox.current.prisma.$executeRaw(sql`
    UPDATE events SET error_step = 'step ' || seq WHERE error_code IS NOT NULL AND webhook_id <> 'msg_4' AND webhook_id <> 'msg_12'`);
  const found = await groups();
  expect(found).toHaveLength(MOST_GROUPS);
  expect(found[0]).toMatchObject({ count: 2, errorStep: 'currency' });
});

test('groups cost no more where more events are done', async () => {
  await fill(1, 4_000);
  const few = await buffersRead(inbox.current, groupsOf(ANY_EVENT));
  await inbox.current.prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, keys, status)
    SELECT gen_random_uuid(), 'done_' || n, '', '', '', 'order.paid', 'suitecrm', 'experience', '{}', 'done' FROM generate_series(1, 20000) AS n`);
  await inbox.current.prisma.$executeRaw(sql`VACUUM ANALYZE events`);
  expect(await buffersRead(inbox.current, groupsOf(ANY_EVENT))).toBeLessThan(few + 20);
});
