import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { rowsHolding } from '../support/database/every-row.ts';
import { useBench } from '../support/service.ts';
import { newShopifyOrder, refundOfFirstLine } from '../support/shopify-order.ts';
import { playShop } from '../support/shops.ts';
import { waitFor } from '../support/wait-for.ts';

const SHOPS = {
  main: { platform: 'shopify', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
  other: { platform: 'shopify', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
};
const bench = useBench({ shops: SHOPS });
const main = playShop(bench, 'main', 'shopify');
const other = playShop(bench, 'other', 'shopify');

const holding = (...texts: readonly string[]) => rowsHolding(bench.database.database, texts);
const audits = (subject: string) => bench.database.database.prisma.auditEntry.findMany({ where: { subject } });

/** An order of somebody of their own, with an account or without. */
async function orderOf(person: { readonly email: string; readonly id?: number }) {
  const { email, id } = person;
  const customer = id === undefined ? null : { id, email, first_name: 'Ada', last_name: `Of ${email}` };
  return await newShopifyOrder({ email, contact_email: email, customer });
}

const someone = () => ({ email: `${randomUUID()}@example.com`, id: Math.floor(Math.random() * 1e12) });
const request = (customer: object, more: object = {}) => ({
  shop_id: 1,
  shop_domain: 'a.myshopify.com',
  customer,
  ...more,
});

test('a request that names an address alone finds the guest by it, and keeps no address itself', async () => {
  const { email } = someone();
  const order = await orderOf({ email });
  await main.deliver('orders/paid', order);
  await main.deliver('refunds/create', refundOfFirstLine(order));
  await main.childrenOf(order.id);
  expect(await holding(email)).not.toEqual([]);
  const { event } = await main.deliver('customers/redact', request({ email: email.toUpperCase(), phone: null }));
  expect(event).toMatchObject({ status: 'done', errorMessage: null });
  expect(await holding(email)).toEqual([]);
  expect(await audits(event.id)).toMatchObject([{ action: 'privacy.erase', affected: 4 }]);
});

test('a repeated request is a duplicate, though what it named is gone', async () => {
  const { email, id } = someone();
  const body = request({ id, email });
  const eventId = randomUUID();
  const first = await main.deliver('customers/redact', body, { eventId });
  expect(await main.deliver('customers/redact', body, { eventId })).toMatchObject({
    id: first.id,
    status: 'duplicate',
  });
  expect(await holding(email)).toEqual([]);
});

test('orders of a customer under their account and as a guest go together, and another shop keeps its own', async () => {
  const person = someone();
  const [own, guest, elsewhere] = [
    await orderOf(person),
    await orderOf({ email: person.email }),
    await orderOf({ email: person.email }),
  ];
  await main.deliver('orders/paid', own);
  await main.deliver('orders/paid', guest);
  await other.deliver('orders/paid', elsewhere);
  for (const { id } of [own, guest]) await main.childrenOf(id);
  const [kept] = await other.childrenOf(elsewhere.id);
  const { event } = await main.deliver('customers/redact', request({ id: person.id }));
  expect(event).toMatchObject({ status: 'done', errorMessage: null });
  const left = await bench.database.database.prisma.event.findMany({ where: { shop: 'main' } });
  expect(left.filter(({ body }) => Buffer.from(body).toString().includes(person.email))).toEqual([]);
  expect(Buffer.from(kept?.body ?? '').toString()).toContain(person.email);
});

test('two requests to erase one customer do not wait for each other', async () => {
  const { email, id } = someone();
  await main.deliver('orders/paid', await orderOf({ email, id }));
  const answers = await Promise.all(
    [1, 2, 3].map(() => main.post('customers/redact', request({ id, email }), { eventId: randomUUID() })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  await waitFor('all of them are done', async () => {
    const { prisma } = bench.database.database;
    const open = await prisma.event.count({ where: { topic: 'customers/redact', NOT: { status: 'done' } } });
    return open === 0;
  });
  expect(await holding(email)).toEqual([]);
});

test('an order that is still to be run keeps what it says until its end, and the request waits for it', async () => {
  const { email, id } = someone();
  const order = await orderOf({ email, id });
  bench.crm.faults.add({
    match: { method: 'POST', module: 'AOS_Invoices', times: 3 },
    action: { kind: 'answer', commit: false, status: 503, headers: {}, body: '' },
  });
  await main.deliver('orders/paid', order);
  const { event } = await main.deliver('customers/redact', request({ id, email }));
  expect(['waiting', 'done']).toContain(event.status);
  await main.childrenOf(order.id);
  await waitFor('the request is carried out', async () => (await bench.settled(event.id)).status === 'done');
  expect(await holding(email)).toEqual([]);
  const invoices = bench.crm.records('AOS_Invoices').filter(({ values }) => values.name === order.name);
  expect(invoices).toHaveLength(1);
});

test('who asks what is kept of them is named by the shop’s own ids, and the address is not kept', async () => {
  const person = someone();
  const [own, guest] = [await orderOf(person), await orderOf({ email: person.email })];
  await main.deliver('orders/paid', own);
  await main.deliver('orders/paid', guest);
  for (const { id } of [own, guest]) await main.childrenOf(id);
  const { event } = await main.deliver(
    'customers/data_request',
    request({ email: person.email }, { data_request: { id: 9 } }),
  );
  expect(event).toMatchObject({
    status: 'done',
    warnings: [expect.stringContaining(`Customer main:${person.id} asks`)],
  });
  expect(await audits(event.id)).toMatchObject([
    { details: { users: [`main:${person.id}`], orders: expect.arrayContaining([`main:${guest.id}`]), request: '9' } },
  ]);
  const row = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id: event.id } });
  expect(Buffer.from(row.body).toString()).not.toContain('@');
});

test('who is not known here is told of as such', async () => {
  const { event } = await main.deliver('customers/data_request', request({ email: someone().email }));
  expect(event).toMatchObject({
    status: 'done',
    warnings: [expect.stringContaining('of whom nothing is found here asks')],
  });
});

test('of a shop that leaves all of its customers are erased, and of another shop none', async () => {
  const [theirs, others] = [someone(), someone()];
  const [gone, kept] = [await orderOf(theirs), await orderOf(others)];
  await other.deliver('orders/paid', gone);
  await other.childrenOf(gone.id);
  await main.deliver('orders/paid', kept);
  await main.childrenOf(kept.id);
  const { event } = await other.deliver('shop/redact', { shop_id: 1, shop_domain: 'a.myshopify.com' });
  expect(event).toMatchObject({ status: 'done', errorMessage: null });
  expect(await holding(theirs.email)).toEqual([]);
  expect(await holding(others.email)).not.toEqual([]);
});
