import { expect, test } from 'vitest';
import { loadDatabaseConfig } from '../../src/config/load-config.ts';
import { problemsIn } from '../support/config-environment.ts';

const SERVER = 'postgresql://me:hunter2@db.example.com';
const URL_OF = `${SERVER}/till`;

/** What is wrong with a configuration whose other variables are of no interest. */
const problemsOf = (given: NodeJS.ProcessEnv) => problemsIn(() => loadDatabaseConfig({ ...given, PORT: 'http' }));

test.each<readonly [NodeJS.ProcessEnv, string]>([
  [
    { DATABASE_URL: `${URL_OF}?sslmode=prefer` },
    'DATABASE_URL must have sslmode disable, require, verify-ca or verify-full: the driver does not try one way and then another',
  ],
  [
    { DATABASE_URL: `${URL_OF}?sslmode=verify-ca` },
    'DATABASE_URL must name the authority with sslrootcert=<file> where sslmode is verify-ca',
  ],
  [
    { DATABASE_URL: 'postgresql://me:hunter2@one,two/till' },
    'DATABASE_URL must name one host: of several the driver would not find the primary',
  ],
  [
    { DATABASE_URL: URL_OF, DATABASE_OWNER_URL: `${URL_OF}?sslmode=allow` },
    'DATABASE_OWNER_URL must have sslmode disable, require, verify-ca or verify-full: the driver does not try one way and then another',
  ],
  [{ DATABASE_OWNER_URL: URL_OF }, 'DATABASE_OWNER_URL is set without DATABASE_URL, whose role the service works as'],
  [{ DATABASE_POOL_SIZE: '1' }, 'DATABASE_POOL_SIZE must be a whole number from 2 to 1000'],
])('a database that would not be found, or not as it is meant, is refused: %j', (given, problem) => {
  expect(problemsOf(given)).toEqual([problem]);
});

test.each(['disable', 'require', 'verify-ca&sslrootcert=/ca.pem', 'verify-full', 'verify-full&sslrootcert=/ca.pem'])(
  'sslmode=%s is a way to a database',
  (mode) => {
    expect(problemsOf({ DATABASE_URL: `${URL_OF}?sslmode=${mode}` })).toEqual([]);
  },
);

test('a database is read alone where nothing else is needed, and every variable of it is heard', () => {
  const ownerUrl = 'postgresql://owner:secret@db.example.com/till';
  const given = { DATABASE_URL: URL_OF, DATABASE_OWNER_URL: ownerUrl, DATABASE_POOL_SIZE: '7', DATA_DIR: '/d' };
  expect(loadDatabaseConfig({ ...given, PORT: 'http' })).toEqual({ url: URL_OF, ownerUrl, poolSize: 7, dataDir: '/d' });
});
