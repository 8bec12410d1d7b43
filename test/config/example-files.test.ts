import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

const EXAMPLE = parseEnv(readFileSync('.env.example', 'utf8').replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
const FILLED = {
  ...Object.fromEntries(Object.entries(EXAMPLE).filter(([, value]) => value !== '')),
  BUSINESS_UNITS_FILE: 'business-units.example.json',
  SHOPS_FILE: 'shops.example.json',
  SHOPIFY_MAIN_SECRET: 'secret of main',
  WOO_BLOG_SECRET: 'secret of blog',
  WOO_BLOG_KEY: 'ck_1',
  WOO_BLOG_CONSUMER_SECRET: 'cs_1',
  WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32).toString('base64')}`,
  SUITECRM_CLIENT_ID: 'client',
  SUITECRM_CLIENT_SECRET: 'secret',
};

test('the example files, filled in, make a configuration', () => {
  expect([...loadConfig(FILLED).shops.keys()]).toEqual(['main', 'blog']);
  expect([...loadConfig({ ...FILLED, IKCRM_VERSION_CODE: undefined }).businessUnits.keys()]).toEqual([
    'experience',
    'market',
    'wholesale',
  ]);
});

test('what the example shows as defaults are the defaults', () => {
  const names = [
    'SHOPS_FILE',
    ...['SHOPIFY_MAIN_SECRET', 'WOO_BLOG_SECRET', 'WOO_BLOG_KEY', 'WOO_BLOG_CONSUMER_SECRET'],
    'WEBHOOK_SECRETS',
    'BUSINESS_UNITS_FILE',
    'SUITECRM_URL',
    'SUITECRM_CLIENT_ID',
    'SUITECRM_CLIENT_SECRET',
  ];
  const least = Object.fromEntries(Object.entries(FILLED).filter(([name]) => names.includes(name)));
  expect(loadConfig({ ...FILLED, DATABASE_URL: undefined })).toEqual(loadConfig(least));
});
