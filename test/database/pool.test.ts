import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createPrisma, sql } from '../../src/database/client.ts';
import { DatabaseAway } from '../../src/database/errors.ts';
import { createPool, type PoolOptions, type ServicePool } from '../../src/database/pool.ts';
import { askPreparedOn } from '../../src/database/prepared.ts';
import { administer } from '../support/administer.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const silent = pino({ level: 'silent' });

let opened: TestDatabase;
let pool: ServicePool;
beforeEach(async () => {
  opened = await createTestDatabase();
});
afterEach(async () => {
  await pool.end();
  await opened.drop();
});

function open(options?: PoolOptions, url = opened.url): ServicePool {
  pool = createPool(url, silent, options);
  return pool;
}

async function show(name: string): Promise<unknown> {
  return (await pool.query<Record<string, unknown>>(`SHOW ${name}`)).rows[0]?.[name];
}

test('every session goes by indexes, and ends statements and transactions that hang', async () => {
  open();
  expect(await show('enable_seqscan')).toBe('off');
  expect(await show('statement_timeout')).toBe('15s');
  expect(await show('idle_in_transaction_session_timeout')).toBe('20s');
});

test('what the URL says of a setting wins', async () => {
  const url = new URL(opened.url);
  url.searchParams.set('statement_timeout', '700');
  url.searchParams.set('options', '-c enable_seqscan=on');
  open({}, url.href);
  expect(await show('statement_timeout')).toBe('700ms');
  expect(await show('enable_seqscan')).toBe('on');
  expect(await show('idle_in_transaction_session_timeout')).toBe('20s');
});

test('a pool takes no more connections than it is given, and everybody has their turn', async () => {
  open({ size: 2 });
  await Promise.all(Array.from({ length: 12 }, () => pool.query('SELECT pg_sleep(0.01)')));
  expect(pool.totalCount).toBe(2);
});

test('a transaction that nobody goes on with is ended by the server, and the database was away for it', async () => {
  const url = new URL(opened.url);
  url.searchParams.set('idle_in_transaction_session_timeout', '50');
  const prisma = createPrisma(open({}, url.href));
  const forgotten = prisma.$transaction(async (own) => {
    const [session] = await own.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await expect
      .poll(() => opened.database.prisma.$queryRaw`SELECT FROM pg_stat_activity WHERE pid = ${session?.pid}::int`)
      .toEqual([]);
    await own.$queryRaw`SELECT 1`;
  });
  await expect(forgotten).rejects.toBeInstanceOf(DatabaseAway);
});

/** As a server that was the primary goes on under the sessions that it has; new ones are led to another one. */
async function demote(sessions: number): Promise<void> {
  await Promise.all(
    Array.from({ length: sessions }, () => pool.query('SET default_transaction_read_only = on; SELECT pg_sleep(0.05)')),
  );
  expect(pool.totalCount).toBe(sessions);
}

const mark = sql`INSERT INTO crm_pauses (crm, actor, reason, since) VALUES ('suitecrm', 'ann', 'r', now())`;

test.each<readonly [string, (pool: ServicePool) => Promise<unknown>]>([
  ['a statement', (own) => createPrisma(own).$executeRaw(mark)],
  ['a transaction', (own) => createPrisma(own).$transaction((tx) => tx.$executeRaw(mark))],
  ['a prepared statement', (own) => askPreparedOn(own)('mark', mark.text, mark.values)],
])(
  '%s that is refused since the server takes no writes is the database that is away, and all of its connections are given up',
  async (_, write) => {
    const told: DatabaseAway[] = [];
    open({ size: 4, onReadOnly: (error) => told.push(error) });
    await demote(4);
    await expect(write(pool)).rejects.toBeInstanceOf(DatabaseAway);
    expect(told).toEqual([expect.any(DatabaseAway)]);
    await write(pool);
    await expect.poll(() => show('default_transaction_read_only')).toBe('off');
    expect(pool.totalCount).toBeLessThan(4);
  },
);

test('a connection that is at work while the others are given up is given up after it', async () => {
  open({ size: 2 });
  await demote(2);
  const atWork = await pool.connect();
  await expect(createPrisma(pool).$executeRaw(mark)).rejects.toBeInstanceOf(DatabaseAway);
  expect((await atWork.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  atWork.release();
  await createPrisma(pool).$executeRaw(mark);
});

test('no connection to a server that takes no writes is used, and it is well as soon as it does', async () => {
  const name = new URL(opened.url).pathname.slice(1);
  const alter = (setting: string) => administer(inject('serverUrl'), `ALTER DATABASE "${name}" ${setting}`);
  await alter('SET default_transaction_read_only = on');
  const prisma = createPrisma(open());
  await expect(prisma.$queryRaw(sql`SELECT 1`)).rejects.toMatchObject({
    code: 'database_away',
    message: expect.stringContaining('takes no writes'),
  });
  expect(pool.totalCount).toBe(0);
  await alter('RESET default_transaction_read_only');
  await prisma.$executeRaw(mark);
});
