import { expect, test } from 'vitest';
import { sql } from '../../../src/database/client.ts';
import { eraseCustomer, tryErasure } from '../../../src/operations/privacy/erase-customer.ts';
import { newEvent, store } from '../../support/events.ts';
import { useTestInbox } from '../../support/test-inbox.ts';

const inbox = useTestInbox();
const ADA = { businessUnit: 'experience', userId: 'U7' };
const BODY = Buffer.from(JSON.stringify({ type: 'order.paid', data: { customer: { email: 'ada@example.com' } } }));
const KEY = 'email:suitecrm:ada@example.com';

/** Events of others, several of each millisecond, all of them settled. */
async function fill(count: number): Promise<void> {
  await inbox.current.prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, keys, status)
    SELECT gen_random_uuid(), gen_random_uuid()::text, '{}', '', '', 'order.paid', 'suitecrm', 'experience', '{}', 'done'
    FROM generate_series(1, ${count}::int)`);
}

/** Guest orders of one address, before, among and after many others, and one event that tells whose address it is. */
async function withScattered(): Promise<void> {
  const guest = () => store(inbox.current, newEvent({ type: 'order.paid', body: BODY, keys: [KEY] }));
  await guest();
  await fill(2_500);
  await guest();
  await fill(2_500);
  await store(inbox.current, newEvent({ ...ADA, body: BODY, keys: ['user:experience:U7', KEY] }));
  await guest();
  await inbox.current.prisma.event.updateMany({ data: { status: 'done' } });
}

const left = () => inbox.current.prisma.event.count({ where: { body: { equals: BODY } } });

test('events of a person are found wherever they stand in a long inbox', async () => {
  await withScattered();
  expect(await tryErasure(inbox.current, ADA)).toMatchObject({ events: 4 });
  await eraseCustomer(inbox.current, ADA, { actor: 'alice', reason: 'asked for' });
  expect(await left()).toBe(0);
});

test('an erasure that broke off finds the rest when it is asked for again', async () => {
  await withScattered();
  const { prisma } = inbox.current;
  // The last part of it does not come through.
  await prisma.$executeRaw(sql`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no room''; END'`);
  await prisma.$executeRaw(sql`
    CREATE TRIGGER refuse BEFORE UPDATE ON events FOR EACH ROW WHEN (OLD.user_id = 'U7') EXECUTE FUNCTION refuse()`);
  const decider = { actor: 'alice', reason: 'asked for' };
  await expect(eraseCustomer(inbox.current, ADA, decider)).rejects.toThrow();
  expect(await left()).toBe(1);
  await prisma.$executeRaw(sql`DROP FUNCTION refuse() CASCADE`);
  // A guest order that came meanwhile is found by what the user's own event still tells.
  await store(inbox.current, newEvent({ type: 'order.paid', body: BODY, keys: [KEY] }));
  await prisma.event.updateMany({ data: { status: 'done' } });
  await eraseCustomer(inbox.current, ADA, decider);
  expect(await left()).toBe(0);
});
