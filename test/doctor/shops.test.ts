import { expect, it, onTestFinished } from 'vitest';
import { startWooSimulator, type WooSimulator } from '../../lab/simulator/storefronts/woocommerce/simulator.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { examine } from '../../src/doctor/doctor.ts';
import { examineShops } from '../../src/doctor/shops/section.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { findingsOf, openClinic, sayings } from '../support/doctor.ts';
import { startSelfSigned } from '../support/http/self-signed.ts';
import { benchConfig, filesOf, startBench } from '../support/service.ts';
import { playShop, SHOP_SECRET } from '../support/shops.ts';
import { silent } from '../support/worker.ts';

const MAIN = { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET], category: 'E' };
const BLOG = { platform: 'woocommerce', business_unit: 'experience', secrets: [SHOP_SECRET], category: 'E' };
const CONSUMER_SECRET = 'cs_that-nobody-is-to-see';
const DAY_MS = 24 * 60 * 60_000;

async function openStore(): Promise<WooSimulator> {
  const consumer = { key: 'ck_1', secret: CONSUMER_SECRET };
  const store = await startWooSimulator({ consumer, settings: { currency: 'TWD', decimals: 0, utcOffset: 8 } });
  onTestFinished(() => store.close());
  return store;
}

const keyed = (url: string, secret = CONSUMER_SECRET) => ({
  ...BLOG,
  url,
  consumer_key: 'ck_1',
  consumer_secret: secret,
});

/** What is found of one WooCommerce shop with a key, beside what the database tells. */
async function keyFindings(url: string, secret?: string) {
  const { config } = await openClinic({ shops: { blog: keyed(url, secret) } });
  const findings = await examineShops(config, { now: Date.now, log: silent });
  expect(JSON.stringify(findings)).not.toContain(CONSUMER_SECRET);
  return findings.filter(({ what }) => !/webhook/.test(what));
}

it('of a shop whose key is good it is told how it is set up, and nothing is written to it', async () => {
  const store = await openStore();
  expect(await keyFindings(store.url)).toEqual([
    expect.objectContaining({
      topic: 'shop blog',
      severity: 'ok',
      what: 'WooCommerce, for business unit experience: its secret is set',
    }),
    expect.objectContaining({
      severity: 'ok',
      what: `${new URL(store.url).host} takes the consumer key, which may read orders and customers`,
    }),
    expect.objectContaining({
      severity: 'ok',
      what: 'WooCommerce 10.0.0: currency TWD with 0 decimals, time zone UTC+8',
    }),
  ]);
  expect(new Set(store.journal.calls().map(({ method }) => method))).toEqual(new Set(['GET']));
});

it.each([
  [403, 'the user of the key may not see them'],
  [500, 'shop_overloaded'],
])(
  'a key that reads orders is good where the settings are answered with %i, and these are told not to have been seen',
  async (status, why) => {
    const store = await openStore();
    const match = { path: /system_status/ };
    store.faults.add({ match, action: { kind: 'answer', commit: false, status, body: '{}', headers: {} } });
    const findings = await keyFindings(store.url);
    expect(sayings(findings, 'error')).toEqual([]);
    expect(sayings(findings, 'warning')).toEqual([`Its currency, decimals and time zone cannot be looked at: ${why}`]);
  },
);

it('a wrong secret of the key, and a key that was not made for reading, are told as one that is not taken', async () => {
  const store = await openStore();
  const wrong = await keyFindings(store.url, 'cs_another');
  expect(sayings(wrong, 'error')).toEqual([
    expect.stringMatching(/does not take the consumer key for orders \(401\)$/),
  ]);
  store.setReadable(false);
  expect(sayings(await keyFindings(store.url), 'error')).toEqual(sayings(wrong, 'error'));
});

it.each([
  [403, /orders/, /does not let the consumer key read orders \(403\)$/],
  [403, /customers/, /does not let the consumer key read customers \(403\)$/],
  [404, /orders/, /^There is no REST API of WooCommerce at 127\.0\.0\.1:\d+ \(404\)$/],
  [301, /orders/, /answers with a redirect \(301\)$/],
  [400, /orders/, /does not take the question for orders \(400\)$/],
  [503, /orders/, /does not answer for now \(503\)$/],
  [200, /orders/, /^What answers at 127\.0\.0\.1:\d+ is no REST API of WooCommerce$/],
])('a shop that answers %i to %s is one error that says so', async (status, path, saying) => {
  const store = await openStore();
  const body = '<html>We are just being improved</html>';
  store.faults.add({ match: { path }, action: { kind: 'answer', commit: false, status, body, headers: {} } });
  const errors = (await keyFindings(store.url)).filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([expect.objectContaining({ what: expect.stringMatching(saying) })]);
  expect(errors[0]?.advice).toBeTruthy();
});

it('a shop that is away, that breaks off, and whose TLS is not right are told apart', async () => {
  const store = await openStore();
  store.faults.add({ match: {}, action: { kind: 'cut', commit: false } });
  expect(sayings(await keyFindings(store.url), 'error')).toEqual([expect.stringMatching(/gives no whole answer/)]);
  const plain = sayings(await keyFindings(store.url.replace('http:', 'https:')), 'error');
  expect(plain).toEqual([expect.stringMatching(/does not speak TLS as it should \(\w+\)$/)]);
  const own = sayings(await keyFindings((await startSelfSigned()).url), 'error');
  expect(own).toEqual([
    expect.stringMatching(/^The TLS certificate of 127\.0\.0\.1:\d+ is not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/),
  ]);
  const nobody = sayings(await keyFindings('http://127.0.0.1:1'), 'error');
  expect(nobody).toEqual(['127.0.0.1:1 cannot be reached (ECONNREFUSED)']);
});

it('a shop that is said to be over plain http elsewhere is a warning, and its key is not sent there', async () => {
  const found = await keyFindings('http://blog.example.com');
  expect(sayings(found, 'error')).toEqual([]);
  expect(sayings(found, 'warning')).toEqual([
    'Its consumer key travels to blog.example.com in the clear, where anybody on the way can read it; it was not tried',
  ]);
});

it('of a WooCommerce shop without a key it is told what does not come over; a Shopify shop needs none', async () => {
  const { config } = await openClinic({ shops: { main: MAIN, blog: BLOG } });
  const warnings = sayings(await examineShops(config, { now: Date.now, log: silent }), 'warning');
  expect(warnings.filter((what) => /key/.test(what))).toEqual([
    'It has no consumer key: refunds come over by their amount alone, and nothing is caught up',
  ]);
});

it('a category that the CRM does not have is an error; one that it has is none, in whatever case', async () => {
  const shops = {
    main: { ...MAIN, category: 'e', categories: { Tours: 'mis', Trips: 'Nowhere', Walks: 'Nowhere' } },
    blog: { ...BLOG, category: 'Elsewhere' },
  };
  const { config } = await openClinic({ shops });
  expect(sayings(await findingsOf(config), 'error')).toEqual([
    'The category Nowhere of shop main is none of them: its orders with new products stop',
    'The category Elsewhere of shop blog is none of them: its orders with new products stop',
  ]);
});

it('a shop without any category is told, unless its business unit has one', async () => {
  const { category: _, ...without } = MAIN;
  const told = async (defaultCategory: string | null) => {
    const { config } = await openClinic({ shops: { main: without }, unit: { defaultCategory } });
    const findings = await examineShops(config, { now: Date.now, log: silent });
    return sayings(findings, 'warning').filter((what) => /category/.test(what));
  };
  expect(await told(null)).toEqual([expect.stringMatching(/^Names no category, .* new products stand in none$/)]);
  expect(await told('E')).toEqual([]);
});

it('a secret that is not set in the environment is named, and no other is shown', async () => {
  const named = (name: string) => ['$', '{', name, '}'].join('');
  const shops = { main: { ...MAIN, secrets: [named('SET'), named('NOT_SET')] } };
  const readFile = filesOf({ './business-units.json': {}, './shops.json': shops });
  const findings = await examine(() => loadConfig({ SET: 'hush-hush' }, { readFile }), { now: Date.now, log: silent });
  expect(sayings(findings, 'error')).toContainEqual(
    './shops.json: shop "main" names NOT_SET, which is not set in the environment',
  );
  expect(JSON.stringify(findings)).not.toContain('hush-hush');
});

/** What is told of webhooks, and of asking for those that did not come. */
async function heard(config: Config, later = 0) {
  const findings = await examineShops(config, { now: () => Date.now() + later, log: silent });
  return findings
    .filter(({ what }) => /webhook/.test(what))
    .map(({ topic, severity, what }) => [topic, severity, what]);
}

it('a shop that was never heard of is told with the address that its webhooks post to; later when it was', async () => {
  const store = await openStore();
  const shops = { main: MAIN, blog: keyed(store.url) };
  const { config } = await openClinic({ shops });
  const findings = await examineShops(config, { now: Date.now, log: silent });
  expect(findings.filter(({ what }) => /No webhook/.test(what)).map(({ topic, advice }) => [topic, advice])).toEqual(
    ['main', 'blog'].map((name) => [
      `shop ${name}`,
      expect.stringContaining(`https://<your service>/webhooks/shops/${name};`),
    ]),
  );
  expect(await heard(config)).toContainEqual([
    'shop blog',
    'warning',
    'It was never asked to the end for what no webhook has brought',
  ]);
});

it('what the service knows is told: the last webhook and the last catch-up, as a warning once they are long ago', async () => {
  const store = await openStore();
  // A service that has the key would ask the store itself meanwhile.
  const bench = await startBench({ shops: { main: MAIN, blog: BLOG } });
  onTestFinished(() => bench.close());
  const { prisma } = bench.database.database;
  await playShop(bench, 'main', 'shopify').deliver('customers/create', { id: 7, email: 'seven@example.com' });
  await prisma.shopCatchUp.create({ data: { shop: 'blog', ranAt: new Date(), upTo: new Date(), found: 3 } });
  const shops = { main: MAIN, blog: keyed(store.url) };
  const config = benchConfig(bench.database.url, bench.crm, { shops });
  const kept = async () => [await prisma.event.count(), await prisma.auditEntry.count()];
  const before = await kept();
  expect(await heard(config)).toEqual([
    [
      'shop main',
      'ok',
      expect.stringMatching(/^Its last webhook came \d minutes? ago \(20\d\d-\d\d-\d\d \d\d:\d\d UTC\)$/),
    ],
    ['shop blog', 'warning', 'No webhook of it has ever come'],
    ['shop blog', 'ok', expect.stringMatching(/^It was last asked for .* \d minutes? ago .*; 3 found so in all$/)],
  ]);
  expect(await heard(config, 10 * DAY_MS)).toEqual([
    ['shop main', 'warning', expect.stringMatching(/^Its last webhook came 10 days ago \(/)],
    ['shop blog', 'warning', 'No webhook of it has ever come'],
    ['shop blog', 'warning', expect.stringMatching(/^It was last asked for .* 10 days ago \(/)],
  ]);
  expect(await kept()).toEqual(before);
});

it('without a database that is up to date, it is told that nothing could be read of when shops were heard of', async () => {
  const empty = await createEmptyDatabase();
  onTestFinished(() => empty.drop());
  const { config } = await openClinic({ shops: { main: MAIN } });
  for (const url of [empty.url, 'postgresql://u:p@127.0.0.1:1/tillbridge']) {
    const findings = await examineShops(
      { ...config, database: { ...config.database, url } },
      { now: Date.now, log: silent },
    );
    expect(sayings(findings, 'warning')).toEqual([
      'When each shop was last heard of could not be read from the database',
    ]);
  }
});
