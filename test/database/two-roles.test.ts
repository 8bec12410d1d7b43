import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyMigrations } from '../../src/database/migrate.ts';
import { type Database, prepareDatabase } from '../../src/database/open.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../src/domain/events/samples.ts';
import { administer } from '../support/administer.ts';
import { createOwnedDatabase, type OwnedDatabase } from '../support/database/roles.ts';
import { type Bench, type BenchOptions, startBench } from '../support/service.ts';

const silent = pino({ level: 'silent' });
const TOKEN = 'a-token-of-ann-that-is-long-enough';

let owned: OwnedDatabase;
beforeEach(async () => {
  owned = await createOwnedDatabase();
});

/** A service on the database; it goes, and the database with it, at the end of the test. */
async function serve(options: BenchOptions): Promise<Bench> {
  return await startBench({ on: owned, adminTokens: [{ name: 'ann', token: TOKEN }], ...options });
}

/** Everything that a day has: a customer, an order, a refund, a replay of all, and an erasure. */
async function playADay(bench: Bench): Promise<string[]> {
  const events = [
    await bench.play('registrations', sampleRegistration()),
    await bench.play('orders', sampleOrder()),
    await bench.play('refunds', sampleRefund()),
  ];
  const ask = (method: string, path: string, body: object) =>
    fetch(`${bench.service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const reason = 'a day is played';
  const links = [
    { business_unit: 'experience', kind: 'product', local_id: 'OLD', crm_id: 'c0ffee00-0000-4000-8000-000000000001' },
  ];
  expect((await ask('POST', '/admin/links/import', { reason, verify: false, links })).status).toBe(200);
  const bulk = { name: 'all', reason, filter: { status: 'done' }, mode: 'again', rate: 100, dry_run: false };
  expect((await ask('POST', '/admin/replays', bulk)).status).toBe(202);
  await expect
    .poll(() => bench.database.database.prisma.replay.count({ where: { status: 'finished' } }), { timeout: 20_000 })
    .toBe(1);
  await expect.poll(() => bench.database.database.prisma.event.count({ where: { status: 'done' } })).toBe(3);
  expect((await ask('DELETE', '/admin/customers/experience/U1001', { reason })).status).toBe(200);
  return events.map(({ status }) => status);
}

describe('a service', () => {
  let bench: Bench | null = null;
  afterEach(async () => {
    await bench?.close();
    bench = null;
  });

  test('whose role is no superuser and owns the database applies the migrations and does all of its work, with two connections for it', async () => {
    bench = await serve({ wayToDatabase: () => owned.ownerUrl, poolSize: 2 });
    expect(await playADay(bench)).toEqual(['done', 'done', 'done']);
  });

  test('whose role owns nothing does all of its work, and can change no entry of the audit', async () => {
    bench = await serve({ wayToDatabase: () => owned.serviceUrl, ownerUrl: owned.ownerUrl });
    expect(await playADay(bench)).toEqual(['done', 'done', 'done']);
    const before = await auditOf(owned.database);
    expect(before).toHaveLength(3);
    const asService = (statement: string) => administer(owned.serviceUrl, statement);
    for (const statement of [
      "UPDATE audit SET reason = 'another'",
      'DELETE FROM audit',
      'TRUNCATE audit',
      'INSERT INTO audit SELECT * FROM audit ON CONFLICT (id) DO UPDATE SET reason = excluded.reason',
      'UPDATE _prisma_migrations SET rolled_back_at = now()',
    ])
      await expect(asService(statement), statement).rejects.toThrow(/permission denied for table/);
    for (const statement of [
      'ALTER TABLE audit DISABLE TRIGGER ALL',
      'DROP TRIGGER audit_append_only ON audit',
      'DROP TABLE audit',
      'ALTER TABLE audit RENAME TO old',
      'CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$',
    ])
      await expect(asService(statement), statement).rejects.toThrow(/must be owner|permission denied for schema/);
    await expect(asService('SET session_replication_role = replica')).rejects.toThrow(/permission denied/);
    await expect(asService(`SET ROLE ${owned.owner}`)).rejects.toThrow(/permission denied/);
    expect(await auditOf(owned.database)).toEqual(before);
  });

  test('whose role owns nothing starts without the password of the owner once the migrations are applied', async () => {
    const both = { url: owned.serviceUrl, ownerUrl: owned.ownerUrl };
    expect((await prepareDatabase(both, silent)).length).toBeGreaterThan(10);
    expect(await prepareDatabase(both, silent)).toEqual([]);
    bench = await serve({ wayToDatabase: () => owned.serviceUrl });
    expect(await bench.play('registrations', sampleRegistration())).toMatchObject({ status: 'done' });
  });
});

function auditOf({ prisma }: Database) {
  return prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
}

describe('a start is refused', () => {
  afterEach(() => owned.drop());

  const start = (url: string, ownerUrl: string | null = null) => prepareDatabase({ url, ownerUrl }, silent);

  test('where migrations are to be applied by a role that owns nothing', async () => {
    await applyMigrations(owned.ownerUrl, [{ name: '20260101000000_first_additive', sql: 'SELECT 1' }], {
      serviceRole: owned.service,
    });
    await expect(start(owned.serviceUrl)).rejects.toMatchObject({
      code: 'migration_right_missing',
      message: expect.stringMatching(new RegExp(`belong to ${owned.owner}, so the role ${owned.service} can neither`)),
    });
  });

  test('where the service would work as a superuser, or as a member of the owner', async () => {
    await expect(start(owned.url, owned.ownerUrl)).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringContaining('is a superuser'),
    });
    await owned.database.prisma.$executeRawUnsafe(`GRANT ${owned.owner} TO ${owned.service}`);
    await expect(start(owned.serviceUrl, owned.ownerUrl)).rejects.toThrow(
      `The role ${owned.service} of DATABASE_URL is a member of ${owned.owner}`,
    );
  });

  test('where the owner is not let in, and names the variable that says who the owner is', async () => {
    const wrong = new URL(owned.ownerUrl);
    wrong.password = 'wrong';
    await expect(start(owned.serviceUrl, wrong.href)).rejects.toThrow(
      /does not let user .* Check DATABASE_OWNER_URL\.$/,
    );
    await expect(start(owned.serviceUrl, 'postgresql://[')).rejects.toThrow('DATABASE_OWNER_URL is not a valid URL');
    await expect(start(wrong.href)).rejects.toThrow(/Check DATABASE_URL\.$/);
  });

  test('where the role may make no table, and names the way out', async () => {
    await owned.database.prisma.$executeRawUnsafe('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    await expect(start(owned.serviceUrl)).rejects.toThrow(
      `The role ${owned.service} may not make tables in the database`,
    );
  });
});

test('rights on the audit that were given by hand are taken back by the next start', async () => {
  const both = { url: owned.serviceUrl, ownerUrl: owned.ownerUrl };
  await prepareDatabase(both, silent);
  await administer(owned.ownerUrl, `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${owned.service}`);
  await prepareDatabase(both, silent);
  await expect(administer(owned.serviceUrl, 'TRUNCATE audit')).rejects.toThrow('permission denied');
  await owned.drop();
});
