import { afterEach, beforeEach, expect, it } from 'vitest';
import { readMigrations } from '../../src/database/migrations.ts';
import { administer } from '../support/administer.ts';
import { command } from '../support/cli.ts';
import { createOwnedDatabase, type OwnedDatabase } from '../support/database/roles.ts';

let owned: OwnedDatabase;
beforeEach(async () => {
  owned = await createOwnedDatabase();
});
afterEach(() => owned.drop());

it('migrate applies what is to be applied as the owner and lets the service work; a second time there is nothing to do', async () => {
  const env = { DATABASE_URL: owned.serviceUrl, DATABASE_OWNER_URL: owned.ownerUrl };
  const names = (await readMigrations()).map(({ name }) => name);
  const first = await command('migrate', { env });
  expect(first).toEqual({ code: 0, out: names.map((name) => `applied ${name}`).join('\n'), complaints: '' });
  expect(await command('migrate', { env })).toMatchObject({ code: 0, out: 'Nothing was to be applied.' });
  expect(await command('migrate --json', { env })).toMatchObject({ code: 0, out: '{"applied":[]}' });
  expect(await administer(owned.serviceUrl, 'SELECT count(*)::int AS count FROM events')).toEqual([{ count: 0 }]);
});

it('migrate says what is wrong: no database, or one that it may not change', async () => {
  expect(await command('migrate', { env: {} })).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('DATABASE_URL is not set'),
  });
  expect(await command('migrate', { env: { DATABASE_OWNER_URL: owned.ownerUrl } })).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('DATABASE_OWNER_URL is set without DATABASE_URL'),
  });
});
