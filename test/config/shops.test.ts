import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { problemsIn } from '../support/config-environment.ts';
import { filesOf } from '../support/service.ts';

const UNITS = {
  experience: {
    crm: 'suitecrm',
    account_id: 'a',
    assigned_user_id: 'u',
    security_group_ids: [],
    prospect_list_ids: [],
    time_zone: 'Asia/Taipei',
  },
  wholesale: { crm: 'ikcrm', time_zone: 'Asia/Shanghai' },
};
const ENVIRONMENT = {
  WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  SUITECRM_URL: 'https://crm.example.com',
  SUITECRM_CLIENT_ID: 'client',
  SUITECRM_CLIENT_SECRET: 'client-secret',
};
const SHOPIFY = { platform: 'shopify', business_unit: 'experience', secrets: ['s'] };
const WOO = { platform: 'woocommerce', business_unit: 'experience', secrets: ['s'] };

/** A value that the environment has. */
const named = (name: string) => ['$', '{', name, '}'].join('');

function read(shops: unknown, env: NodeJS.ProcessEnv = {}) {
  const readFile = filesOf({ './business-units.json': UNITS, './shops.json': shops });
  return loadConfig({ ...ENVIRONMENT, ...env }, { readFile }).shops;
}

const problemsOf = (shops: unknown, env: NodeJS.ProcessEnv = {}) => problemsIn(() => read(shops, env));

test('without a file and without a word of one there is no shop; one that is named must be there', () => {
  expect([...read(undefined)]).toEqual([]);
  expect(problemsOf(undefined, { SHOPS_FILE: './other.json' })).toEqual([
    'SHOPS_FILE ./other.json cannot be read (ENOENT)',
  ]);
});

test('a shop is read with what the environment has in the place of names', () => {
  const shop = {
    ...WOO,
    secrets: [named('A'), `b ${named('B')}`],
    url: 'https://blog.example.com/',
    consumer_key: 'k',
    consumer_secret: named('A'),
  };
  const found = read({ blog: shop }, { A: 'one', B: 'two' }).get('blog');
  expect(found?.secrets.map((secret) => Buffer.from(secret).toString())).toEqual(['one', 'b two']);
  expect(found?.api).toEqual({ url: 'https://blog.example.com', key: 'k', secret: 'one', catchUpMs: 600_000 });
});

test.each([
  ['a name that is not set', { main: { ...SHOPIFY, secrets: [named('NOT_SET')] } }, 'NOT_SET, which is not set'],
  [
    'a unit that nobody knows',
    { main: { ...SHOPIFY, business_unit: 'other' } },
    'names other, which is no business unit',
  ],
  ['a unit that takes no orders', { main: { ...SHOPIFY, business_unit: 'wholesale' } }, 'lives in ikcrm'],
  ['no secret', { main: { ...SHOPIFY, secrets: [] } }, '/secrets'],
  ['half a key', { blog: { ...WOO, consumer_key: 'k' } }, 'needs url, consumer_key and consumer_secret'],
  ['another platform', { main: { ...SHOPIFY, platform: 'magento' } }, '/platform'],
  ['a member that nobody knows', { main: { ...SHOPIFY, secret: 's' } }, '/secret'],
  ['a name that cannot stand in an address', { 'Main shop': SHOPIFY }, 'needs a name of 1 to 40 small letters'],
  ['no object', [SHOPIFY], 'must hold a JSON object of shops by name'],
])('a shop with %s stops the start', (_, shops, problem) => {
  expect(problemsOf(shops).join('\n')).toContain(problem);
});

test('no problem repeats a secret', () => {
  const shop = { ...SHOPIFY, secrets: ['a very secret word'], other: 1 };
  expect(problemsOf({ main: shop }).join('\n')).not.toContain('very secret');
});
