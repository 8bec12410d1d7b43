import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { command, startAdmin } from '../support/cli.ts';
import { useBench } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TOKEN = 'the-token-of-ann';
const UNIT = {
  crm: 'suitecrm',
  account_id: 'a',
  assigned_user_id: 'u',
  security_group_ids: [],
  prospect_list_ids: [],
  time_zone: 'Asia/Taipei',
};
const common = { business_unit: 'experience', category: 'E' };
const SHOPS = {
  blog: { platform: 'woocommerce', secrets: ['a secret of the blog'], ...common },
  main: { platform: 'shopify', secrets: ['a secret', 'an older secret'], ...common },
  other: { platform: 'shopify', secrets: ['another secret'], ...common },
};
/** A value that the environment has. */
const named = (name: string) => ['$', '{', name, '}'].join('');

const bench = useBench({ adminTokens: [{ name: 'ann', token: TOKEN }], shops: SHOPS });
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  env = { ...(await filesOfShops(SHOPS)), TILLBRIDGE_URL: bench.service.url, ADMIN_TOKENS: `ann:${TOKEN}` };
});

async function filesOfShops(shops: object): Promise<NodeJS.ProcessEnv> {
  const folder = await temporaryFolder();
  const files = { BUSINESS_UNITS_FILE: path.join(folder, 'units.json'), SHOPS_FILE: path.join(folder, 'shops.json') };
  await writeFile(files.BUSINESS_UNITS_FILE, JSON.stringify({ experience: UNIT }));
  await writeFile(files.SHOPS_FILE, JSON.stringify(shops));
  return files;
}

const send = (line: string | readonly string[], more = {}) => command(line, { env, now: () => new Date(), ...more });

/** Sends a delivery, and gives what was made of it, once all of that is settled. */
async function play(line: string) {
  const { code, out, complaints } = await send(`${line} --json`);
  expect([line, code, complaints]).toEqual([line, 0, '']);
  const { event_id: id } = JSON.parse(out);
  expect(await bench.settled(id)).toMatchObject({ status: 'done', warnings: [], errorMessage: null });
  const children = () =>
    bench.database.database.prisma.event.findMany({ where: { parentId: id }, orderBy: { seq: 'asc' } });
  for (const child of await children()) await bench.settled(child.id);
  return await children();
}

/** The totals of the invoices of an order, the greatest first. */
const totalsOf = (number: string) =>
  bench.crm
    .records('AOS_Invoices')
    .filter(({ values }) => values.name === number)
    .map(({ values }) => Number(values.total_amount))
    .toSorted((a, b) => b - a);

it('a paid order, a refund of it and a customer of Shopify stand in the CRM with their own totals', async () => {
  const [order, ...more] = await play('send shopify');
  expect([order, more]).toEqual([
    expect.objectContaining({ type: 'order.paid', status: 'done', warnings: [], shop: 'main' }),
    [],
  ]);
  const number = order?.orderId?.replace('main:', '#') ?? '';
  expect(totalsOf(number)).toEqual([2940]);
  expect(await play('send shopify --topic refunds/create')).toMatchObject([
    { type: 'order.refunded', status: 'done', warnings: [], orderId: order?.orderId },
  ]);
  expect(totalsOf(number)).toEqual([2940, -1134]);
  expect(await play('send shopify --topic customers/create')).toMatchObject([
    { type: 'customer.registered', status: 'done', warnings: [] },
  ]);
});

it('a paid order of WooCommerce, told again by its update, stands in the CRM once; a customer too', async () => {
  const [order] = await play('send woocommerce');
  expect(order).toMatchObject({ type: 'order.paid', status: 'done', warnings: [], shop: 'blog' });
  const id = order?.orderId ?? '';
  expect(totalsOf(id.replace('blog:', ''))).toEqual([2940]);
  expect(await play(`send woocommerce --topic order.updated --order-id ${id}`)).toEqual([]);
  expect(totalsOf(id.replace('blog:', ''))).toEqual([2940]);
  expect(await play('send woocommerce --topic order.updated')).toMatchObject([{ type: 'order.paid', status: 'done' }]);
  expect(await play('send woocommerce --topic customer.created')).toMatchObject([
    { type: 'customer.registered', status: 'done', warnings: [] },
  ]);
});

it('what is named is meant: another shop, an order, a customer', async () => {
  const [registered] = await play('send shopify --shop other --topic customers/create --user-id 17');
  expect(registered).toMatchObject({ shop: 'other', userId: 'other:17' });
  const [order] = await play('send shopify --shop other --order-id 4711 --user-id 17');
  expect(order).toMatchObject({ type: 'order.paid', orderId: 'other:4711', userId: 'other:17', status: 'done' });
  const [refund] = await play('send shopify --shop other --topic refunds/create --order-id 4711');
  expect(refund).toMatchObject({ orderId: 'other:4711', status: 'done' });
});

it('a refund is of the last sample, never of what the shop has sold', async () => {
  const admin = await startAdmin({ body: { events: [], next_cursor: null } });
  const elsewhere = { ...env, PORT: admin.env.PORT, TILLBRIDGE_URL: undefined };
  expect(await send('send shopify --topic refunds/create', { env: elsewhere })).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('There is no sample among the last 200 orders of shop main: send one first'),
  });
  expect(admin.asked).toMatchObject([{ path: '/admin/events', query: { type: 'order.paid', shop: 'main' } }]);
  const { ADMIN_TOKENS: _, ...without } = env;
  expect(await send('send shopify --topic refunds/create', { env: without })).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('Which order? Name it with --order-id'),
  });
});

it.each(['shopify', 'woocommerce'])('the same --id of %s again is the same delivery', async (platform) => {
  const first = await send(`send ${platform} --id again-1`);
  expect(first.out).toMatch(/^accepted: event /);
  const later = { now: () => new Date(Date.now() + 3_600_000) };
  expect((await send(`send ${platform} --id again-1`, later)).out).toBe(first.out.replace('accepted', 'duplicate'));
});

it('a body of one’s own may be of any topic, also of one that is of no use', async () => {
  const file = path.join(await temporaryFolder(), 'body.json');
  await writeFile(file, '{"id":1}');
  expect(await send(['send', 'shopify', '--topic', 'carts/update', '--file', file])).toMatchObject({
    code: 0,
    out: 'ignored: topic',
  });
});

// cmd quotes in another way.
it.skipIf(process.platform === 'win32')('--print sends nothing; a shell gives curl what would be sent', async () => {
  const count = () => bench.database.database.prisma.event.count({ where: { parentId: null } });
  const before = await count();
  const printed = await send('send woocommerce --print');
  const parts = JSON.parse((await send('send shopify --print --json')).out);
  expect(await count()).toBe(before);
  const { stdout } = await promisify(execFile)('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${printed.out}`]);
  const words = stdout.split('\0');
  expect(words[3]).toBe(`${bench.service.url}/webhooks/shops/blog`);
  const headers = words.filter((_, index) => words[index - 1] === '-H').map((header) => header.split(': '));
  const body = words[words.indexOf('--data-raw') + 1] ?? '';
  const { url, ...request } = parts;
  const answers = await Promise.all([
    fetch(words[3] ?? '', { method: 'POST', headers: Object.fromEntries(headers), body }),
    fetch(url, request),
  ]);
  for (const answer of answers) {
    expect(await answer.json()).toMatchObject({ status: 'accepted' });
  }
});

it.each([
  ['send shopify --shop blog', 'Shop blog is one of woocommerce, not of shopify'],
  ['send shopify --shop nobody', 'There is no shop "nobody" in SHOPS_FILE'],
  ['send shopify --topic orders/nope', '--topic must be one of orders/paid, customers/create, refunds/create'],
  ['send woocommerce --topic refunds/create', '--topic must be one of order.created, order.updated, customer.created'],
  ['send shopify --order-id OTR1', '--order-id must be a whole number'],
  ['send shopify --order-id 9007199254740991', '--order-id must be a whole number'],
  ['send shopify --topic customers/create --order-id 1', 'A sample of customers/create takes no --order-id'],
  ['send shopify --business-unit experience', 'leave --business-unit out'],
  ['send shopify --order-id 1 --file body.json', '--order-id changes the sample: leave it out with --file'],
  ['send order --shop main', '--shop is of shopify, woocommerce'],
  ['send refund --topic refunds/create', '--topic is of shopify, woocommerce'],
])('%s is refused', async (line, complaint) => {
  expect(await send(line)).toMatchObject({ code: 2, out: '', complaints: expect.stringContaining(complaint) });
});

it('a shop whose secret is not set is named with what is missing; the others can be used all the same', async () => {
  const shops = { ...SHOPS, main: { ...SHOPS.main, secrets: [named('MAIN_SECRET')] } };
  const partly = { ...env, ...(await filesOfShops(shops)) };
  expect(await send('send shopify --shop main', { env: partly })).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('shop "main" names MAIN_SECRET, which is not set in the environment'),
  });
  expect((await send('send woocommerce', { env: partly })).code).toBe(0);
  expect((await send('send shopify --shop main', { env: { ...partly, MAIN_SECRET: 'a secret' } })).code).toBe(0);
  const none = { ...env, ...(await filesOfShops({})) };
  expect((await send('send shopify', { env: none })).complaints).toMatch(/^There is no shop of shopify in SHOPS_FILE/);
});

it('a wrong secret ends with 1', async () => {
  const shops = { main: { ...SHOPS.main, secrets: ['wrong'] } };
  const wrong = { ...env, ...(await filesOfShops(shops)) };
  expect(await send('send shopify', { env: wrong })).toMatchObject({
    code: 1,
    complaints: expect.stringMatching(/^401 /),
  });
});
