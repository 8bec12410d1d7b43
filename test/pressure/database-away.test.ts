import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrisma, type Database, sql } from '../../src/database/client.ts';
import { sqlStates } from '../../src/database/error-chain.ts';
import { DatabaseAway } from '../../src/database/errors.ts';
import { createPool } from '../../src/database/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startProxy } from '../support/process-proxy.ts';
import { silent } from '../support/worker.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createTestDatabase();
});
afterAll(async () => {
  await opened.drop();
});

type Prisma = Database['prisma'];

/** Every way in which this project asks the database. */
const WAYS: readonly (readonly [string, (prisma: Prisma) => Promise<unknown>])[] = [
  ['a raw query', (prisma) => prisma.$queryRaw(sql`SELECT pg_sleep(0)`)],
  ['a raw statement', (prisma) => prisma.$executeRaw(sql`SELECT pg_sleep(0)`)],
  ['a typed query', (prisma) => prisma.event.count()],
  ['a batch', (prisma) => prisma.$transaction([prisma.$executeRaw(sql`SELECT 1`), prisma.event.count()])],
  ['a transaction', (prisma) => prisma.$transaction((own) => own.$queryRaw(sql`SELECT 1`))],
];

test.each(WAYS)('a refused connection is the database that is away: %s', async (_, ask) => {
  const proxy = await startProxy(opened.url);
  await proxy.close();
  await expect(ask(createPrisma(createPool(proxy.url, silent)))).rejects.toBeInstanceOf(DatabaseAway);
});

test.each(WAYS)('connections that break are the database that is away: %s', async (_, ask) => {
  await using proxy = await startProxy(opened.url);
  const pool = createPool(proxy.url, silent);
  const prisma = createPrisma(pool);
  await prisma.$queryRaw(sql`SELECT 1`);
  proxy.freeze();
  const asked = ask(prisma);
  const told = expect(asked).rejects.toBeInstanceOf(DatabaseAway);
  // The statement is on its way once it has the pool's only connection.
  await expect.poll(() => pool.idleCount).toBe(0);
  await proxy.close();
  await told;
  await pool.end();
});

test('a server that says nothing is the database that is away', async () => {
  await using proxy = await startProxy(opened.url);
  const url = new URL(proxy.url);
  url.searchParams.set('query_timeout', '200');
  const pool = createPool(url.href, silent);
  const prisma = createPrisma(pool);
  await prisma.$queryRaw(sql`SELECT 1`);
  proxy.freeze();
  await expect(prisma.$queryRaw(sql`SELECT 1`)).rejects.toBeInstanceOf(DatabaseAway);
  await pool.end();
});

test('a server that never answers a new connection is the database that is away', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : null;
  const pool = createPool(`postgres://u@127.0.0.1:${port}/x`, silent);
  await expect(createPrisma(pool).$queryRaw(sql`SELECT 1`)).rejects.toBeInstanceOf(DatabaseAway);
  server.close();
});

test.each(['57P01', '57P03', '08006', '25006', '53300'])('so is a server that says %s', async (state) => {
  const raise = opened.database.prisma.$executeRawUnsafe(
    `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${state}'; END $$`,
  );
  await expect(raise).rejects.toBeInstanceOf(DatabaseAway);
});

test('a connection that ends before the commit is the database that is away', async () => {
  // Connections of its own: the one that is cut may be lent once more before its end is seen.
  const pool = createPool(opened.url, silent);
  const prisma = createPrisma(pool);
  const cut = prisma.$transaction(async (own) => {
    const [row] = await own.$queryRaw<{ pid: number }[]>(sql`SELECT pg_backend_pid() AS pid`);
    await prisma.$queryRaw(sql`SELECT pg_terminate_backend(${row?.pid}::int, 5000)`);
  });
  await expect(cut).rejects.toBeInstanceOf(DatabaseAway);
  await pool.end();
});

test.each(['23505', '40P01', '40001', '22003'])(
  'a statement that fails by %s says so, and the database is there',
  async (state) => {
    const raise = opened.database.prisma.$executeRawUnsafe(
      `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${state}'; END $$`,
    );
    const error: unknown = await raise.catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(DatabaseAway);
    expect(sqlStates(error)).toEqual([state]);
  },
);

test('an error that work under a transaction throws stays that error, whatever it was caused by', async () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const own = new Error('the CRM broke off', { cause: reset });
  await expect(opened.database.prisma.$transaction(() => Promise.reject(own))).rejects.toBe(own);
});
