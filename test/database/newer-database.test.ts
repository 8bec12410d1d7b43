import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyMigrations, pendingMigrations } from '../../src/database/migrate.ts';
import { type Migration, readMigrations } from '../../src/database/migrations.ts';
import { createLogger } from '../../src/service/logger.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const ADDITIVE: Migration = { name: '20990101000000_note_additive', sql: 'ALTER TABLE events ADD COLUMN note text;' };
const BREAKING: Migration = { name: '20990102000000_no_note_breaking', sql: 'ALTER TABLE events DROP COLUMN note;' };
const LATER: Migration = { name: '20990103000000_memo_additive', sql: 'ALTER TABLE events ADD COLUMN memo text;' };

let ours: readonly Migration[];
let current: TestDatabase;
let lines: unknown[];
const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });

beforeEach(async () => {
  lines = [];
  ours = await readMigrations();
  current = await createTestDatabase();
});
afterEach(() => current.drop());

test('a release starts on the additive migrations of a newer one, is ready, and says so in the log', async () => {
  await applyMigrations(current.url, [...ours, ADDITIVE, LATER]);
  expect(await applyMigrations(current.url, ours, { log })).toEqual([]);
  expect(lines).toMatchObject([
    {
      level: 40,
      msg: 'the database is newer than this release, which still works on it',
      migrations: [ADDITIVE.name, LATER.name],
    },
  ]);
  expect(await pendingMigrations(current.database)).toEqual([]);
});

test.each([
  ['one that is declared breaking', BREAKING],
  ['one that declares nothing', { ...BREAKING, name: '20990102000000_no_note' }],
])('a release refuses a database with %s, whatever else came with it', async (_, migration) => {
  await applyMigrations(current.url, [...ours, ADDITIVE, migration, LATER]);
  await expect(applyMigrations(current.url, ours)).rejects.toThrow(
    `The database is newer than this code: it has the migration ${migration.name}, which is not in prisma/migrations and is not declared additive. Start the newer release.`,
  );
});

test('an additive migration of a newer release that failed stops an older one too', async () => {
  const broken = { ...ADDITIVE, sql: 'SELECT 1 / 0' };
  await expect(applyMigrations(current.url, [...ours, broken])).rejects.toThrow('division by zero');
  await expect(applyMigrations(current.url, ours)).rejects.toMatchObject({ code: 'migration_conflict' });
});
