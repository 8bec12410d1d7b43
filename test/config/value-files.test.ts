import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { EXPERIENCE, problemsIn, SECRET } from '../support/config-environment.ts';
import { filesOf } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LEAST = {
  WEBHOOK_SECRETS: SECRET,
  SUITECRM_URL: 'https://crm.example.com',
  SUITECRM_CLIENT_ID: 'client',
  SUITECRM_CLIENT_SECRET: 'client-secret',
};
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});

/** A file that holds this. */
function holding(content: string | Uint8Array): string {
  const path = join(folder, crypto.randomUUID());
  writeFileSync(path, content);
  return path;
}

function load(env: NodeJS.ProcessEnv, shops?: unknown) {
  return loadConfig(env, {
    readFile: filesOf({ './business-units.json': { shop: EXPERIENCE }, './shops.json': shops }),
  });
}

const problemsOf = (env: NodeJS.ProcessEnv, shops?: unknown) => problemsIn(() => load(env, shops));

test('every secret can stand in a file of its own, with the line end that editors put there', () => {
  const secrets = {
    DATABASE_URL: 'postgresql://me:secret@db/till',
    WEBHOOK_SECRETS: `${SECRET}\n${SECRET}`,
    ADMIN_TOKENS: 'ana:0123456789abcdef',
    SUITECRM_CLIENT_SECRET: 'client-secret',
    SUITECRM_PASSWORD: 'p w',
    IKCRM_PASSWORD: 'ik-secret',
    ALERT_SECRET: SECRET,
  };
  const env = {
    ...LEAST,
    SUITECRM_USERNAME: 'api',
    IKCRM_URL: 'https://ik.example.com',
    IKCRM_LOGIN: 'ik',
    IKCRM_CORP_ID: 'corp',
    ALERT_URL: 'https://hooks.example.com/x',
  };
  const files = Object.entries(secrets).map(([name, value]) => [`${name}_FILE`, holding(`${value}\r\n`)]);
  const unset = Object.fromEntries(Object.keys(secrets).map((name) => [name, '']));
  expect(load({ ...env, ...unset, ...Object.fromEntries(files) })).toEqual(load({ ...env, ...secrets }));
});

test('any variable can stand in a file, and is judged as if it stood in the environment', () => {
  for (const name of Object.keys(VARIABLES.properties)) {
    const { problems } = readEnvironment({ [`${name}_FILE`]: join(folder, 'nowhere') });
    expect(problems).toEqual([`${name}_FILE names a file that cannot be read (ENOENT)`]);
  }
  expect(load({ ...LEAST, PORT_FILE: holding('4000\n') }).http.port).toBe(4000);
  expect(problemsOf({ ...LEAST, PORT_FILE: holding('http\n') })).toEqual([
    'PORT must be a whole number from 0 to 65535',
  ]);
});

test('BUSINESS_UNITS_FILE and SHOPS_FILE go on naming the files that they are about', () => {
  const readFile = filesOf({ 'units.json': { shop: EXPERIENCE }, 'shops.json': {} });
  const env = { ...LEAST, BUSINESS_UNITS_FILE: 'units.json', SHOPS_FILE: 'shops.json' };
  expect([...loadConfig(env, { readFile }).businessUnits.keys()]).toEqual(['shop']);
});

test('a file that cannot be used is named beside every other problem, once, without its path and what it holds', () => {
  mkdirSync(join(folder, 'a-folder'), { recursive: true });
  const problems = problemsOf({
    PORT: 'http',
    DATABASE_URL_FILE: holding(' \n'),
    WEBHOOK_SECRETS_FILE: SECRET,
    ADMIN_TOKENS_FILE: join(folder, 'a-folder'),
    SUITECRM_URL: 'https://crm.example.com',
    SUITECRM_CLIENT_ID: 'client',
    SUITECRM_CLIENT_SECRET: 'client-secret',
    SUITECRM_CLIENT_SECRET_FILE: holding('another-secret'),
    SUITECRM_USERNAME: 'api',
    SUITECRM_PASSWORD_FILE: holding(Uint8Array.of(0xff, 0xfe)),
    ALERT_URL: 'https://hooks.example.com/x',
    ALERT_SECRET_FILE: holding('x'.repeat(64 * 1024 + 1)),
  });
  expect(problems.toSorted()).toEqual([
    'ADMIN_TOKENS_FILE names a file that cannot be read (EISDIR)',
    'ALERT_SECRET_FILE names a file that is larger than 64 KiB',
    'DATABASE_URL_FILE names a file that holds nothing',
    'PORT must be a whole number from 0 to 65535',
    'SUITECRM_CLIENT_SECRET and SUITECRM_CLIENT_SECRET_FILE are both set: one of them says what it is',
    'SUITECRM_PASSWORD_FILE names a file that is not text in UTF-8',
    'WEBHOOK_SECRETS_FILE names a file that cannot be read (ENOENT)',
  ]);
});

test.skipIf(process.platform === 'win32')('a device without an end is read to the limit', () => {
  expect(problemsOf({ ...LEAST, ALERT_URL_FILE: '/dev/zero' })).toContain(
    'ALERT_URL_FILE names a file that is larger than 64 KiB',
  );
});

test('a shop is read with what the files of its names hold', () => {
  const named = ['$', '{WOO_SECRET}'].join('');
  const shops = { blog: { platform: 'woocommerce', business_unit: 'shop', secrets: [named] } };
  const env = { ...LEAST, WOO_SECRET_FILE: holding('of the blog\n') };
  expect(load(env, shops).shops.get('blog')?.secrets).toEqual([Buffer.from('of the blog')]);
  expect(problemsOf({ ...env, WOO_SECRET: 'another' }, shops)).toEqual([
    './shops.json: shop "blog" names WOO_SECRET: WOO_SECRET and WOO_SECRET_FILE are both set: one of them says what it is',
  ]);
});
