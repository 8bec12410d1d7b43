import { Client, Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseUnsuitable } from '../../src/database/errors.ts';
import { examineServer } from '../../src/database/examine-server.ts';
import { prepareDatabase } from '../../src/database/open.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../src/domain/events/samples.ts';
import { startPgBouncer } from '../support/database/pgbouncer.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { findingsOf, openClinic, sayings } from '../support/doctor.ts';
import { startBench } from '../support/service.ts';
import { silent } from '../support/worker.ts';

let opened: TestDatabase;
beforeEach(async () => {
  opened = await createTestDatabase();
});

/** Others who use the pool at the same time, each for a moment and again and again, until they are told to leave. */
function crowd(url: string, members: number): () => Promise<void> {
  const pool = new Pool({ connectionString: url, max: members });
  let over = false;
  const work = async () => {
    while (!over) await pool.query('SELECT pg_sleep(random() / 200)');
  };
  const working = Array.from({ length: members }, work);
  return async () => {
    over = true;
    await Promise.all(working);
    await pool.end();
  };
}

/** Leaves so many sessions in the pool, none of them in use. */
async function warmUp(url: string, sessions: number): Promise<void> {
  const clients = Array.from({ length: sessions }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  await Promise.all(clients.map((client) => client.query('BEGIN')));
  await Promise.all(clients.map((client) => client.query('COMMIT')));
  await Promise.all(clients.map((client) => client.end()));
}

describe('a pooler that lends a session for one transaction', () => {
  afterEach(() => opened.drop());

  test.each([
    ['the session that was given back last', { inTurn: false, idle: 0, others: 0 }],
    ['the session that was given back last, of many', { inTurn: false, idle: 20, others: 0 }],
    ['its sessions in turn', { inTurn: true, idle: 0, others: 0 }],
    ['its sessions in turn, of many', { inTurn: true, idle: 20, others: 0 }],
    ['one session', { inTurn: false, idle: 0, others: 0, size: 1 }],
    ['sessions to others as well', { inTurn: false, idle: 20, others: 8 }],
    ['sessions in turn to others as well', { inTurn: true, idle: 20, others: 8 }],
  ])('is refused where it lends %s', async (_, { inTurn, idle, others, ...size }) => {
    await using bouncer = await startPgBouncer(opened.url, { poolMode: 'transaction', inTurn, ...size });
    await warmUp(bouncer.url, idle);
    const leave = crowd(bouncer.url, others);
    for (let start = 0; start < 5; start += 1)
      await expect(examineServer(bouncer.url)).rejects.toBeInstanceOf(DatabaseUnsuitable);
    await leave();
  });

  test.each(['transaction', 'statement'] as const)(
    'stops the start, and the doctor says so, with the way out: pool_mode=%s',
    async (poolMode) => {
      await using bouncer = await startPgBouncer(opened.url, { poolMode });
      const { config } = await openClinic();
      const database = { ...config.database, url: bouncer.url };
      const errors = sayings(await findingsOf({ ...config, database }), 'error');
      expect(errors).toEqual([expect.stringContaining('or to a pool with pool_mode=session')]);
      await expect(prepareDatabase({ url: bouncer.url, ownerUrl: null }, silent)).rejects.toThrow(
        /is a pooler that lends a session for one transaction or statement/,
      );
    },
  );
});

describe('a pooler that lends a session for as long as a connection lives', () => {
  test('is as good as the server itself: the whole service runs behind it', async () => {
    await using bouncer = await startPgBouncer(opened.url, { poolMode: 'session' });
    const bench = await startBench({ on: opened, wayToDatabase: () => bouncer.url });
    expect(await bench.play('registrations', sampleRegistration())).toMatchObject({ status: 'done' });
    expect(await bench.play('orders', sampleOrder())).toMatchObject({ status: 'done' });
    expect(await bench.play('refunds', sampleRefund())).toMatchObject({ status: 'done' });
    expect(await bench.service.database.prisma.$queryRaw`SHOW enable_seqscan`).toEqual([{ enable_seqscan: 'off' }]);
    await bench.close();
  });

  test('and has none left is told', async () => {
    await using bouncer = await startPgBouncer(opened.url, { poolMode: 'session', size: 1 });
    await expect(examineServer(bouncer.url)).rejects.toMatchObject({
      code: 'database_unreachable',
      message: expect.stringContaining('whose pool is too small'),
    });
    await opened.drop();
  });
});
