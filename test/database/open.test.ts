import { once } from 'node:events';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { expect, inject, test } from 'vitest';
import { DatabaseUnreachable } from '../../src/database/errors.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createPool } from '../../src/database/pool.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const silent = pino({ level: 'silent' });
/** Nothing but a database at an address. */
const AT = { ownerUrl: null, dataDir: '/nowhere', poolSize: 5 };
const PASSWORD = 'correct-horse-battery-staple';

test('without a URL the embedded database is opened with all migrations, again and again', async () => {
  const dataDir = await temporaryFolder();
  for (const count of [0, 1]) {
    const database = await openDatabase({ ...AT, url: null, dataDir }, silent);
    expect(await database.prisma.link.count()).toBe(count);
    await database.prisma.link.create({
      data: {
        crm: 'suitecrm',
        module: 'Leads',
        kind: 'lead',
        businessUnit: 'u',
        localId: `${count}`,
        crmId: 'c',
        origin: 'created',
      },
    });
    await database.close();
  }
});

test('with a URL that database is opened with all migrations', async () => {
  const { url, drop } = await createEmptyDatabase();
  const database = await openDatabase({ ...AT, url }, silent);
  expect(await database.prisma.event.count()).toBe(0);
  expect(await database.prisma.$queryRaw`SHOW application_name`).toEqual([{ application_name: 'tillbridge' }]);
  await database.close();
  await drop();
});

test.each([
  [
    'nobody listens',
    'postgresql://till:%s@127.0.0.1:1/shop',
    /at 127\.0\.0\.1:1, database shop, cannot be reached: .*ECONNREFUSED/,
    'transient',
  ],
  [
    'the host is unknown',
    'postgresql://till:%s@db.invalid:5432/shop',
    /at db\.invalid:5432, database shop, cannot be reached/,
    'transient',
  ],
  ['the URL is none', 'postgresql://till:%s@[/shop', /DATABASE_URL is not a valid URL/, 'permanent'],
])('where %s the error says so without the password', async (_, url, message, errorClass) => {
  const error = await openDatabase({ ...AT, url: url.replace('%s', PASSWORD) }, silent).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(DatabaseUnreachable);
  expect(error).toMatchObject({ message: expect.stringMatching(message), errorClass });
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain(PASSWORD);
});

test.each([
  [
    'a wrong password',
    (url: URL) => {
      url.password = PASSWORD;
    },
    /does not let user \S+ into database \S+: password authentication failed/,
  ],
  [
    'a database that is not there',
    (url: URL) => {
      url.pathname = 'nothing';
    },
    /into database nothing: database "nothing" does not exist/,
  ],
])('%s is reported without the password', async (_, change, message) => {
  const url = new URL(inject('templateUrl'));
  const { password } = url;
  change(url);
  const error = await openDatabase({ ...AT, url: url.href }, silent).catch((e: unknown) => e);
  expect(error).toMatchObject({
    code: 'database_unreachable',
    errorClass: 'permanent',
    message: expect.stringMatching(message),
  });
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toMatch(new RegExp(`${PASSWORD}|${password}`));
});

test('an idle connection that breaks is replaced', async () => {
  const { url, database, drop } = await createTestDatabase();
  const pool = createPool(url, silent);
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const broken = once(pool, 'error');
  await database.prisma.$queryRaw`SELECT pg_terminate_backend(${rows[0]?.pid}::int)`;
  await broken;
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  await drop();
});
