import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '../../lab/simulator/suitecrm/index.ts';
import { compareSnapshots } from '../../lab/soak/compare.ts';
import { leadId } from '../../src/domain/record-ids.ts';
import { startBench } from '../support/service.ts';
import { recordWith, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import {
  newCustomer,
  newCustomerUpdate,
  newId,
  newLine,
  newOrder,
  newOrderUpdate,
  newProduct,
  newRefund,
  newRegistration,
  textOf,
} from '../support/workflows/shop-events.ts';
import { type Rewinding, rewinding } from '../support/workflows/shop-memory.ts';

// An hour of webhooks is played one after another, and once more.
vi.setConfig({ testTimeout: 90_000 });

const NOTHING = { duplicates: [], losses: [], differences: [] };
const DONE = { status: 'done' };

let world: Rewinding;
afterEach(async () => {
  await world.close();
});

const selling = (customer: object, sku: string, quantity: string, changes: object = {}) =>
  newOrder({ customer, groups: [{ name: 'Day trips', lines: [newLine({ sku, quantity })] }], ...changes });
const partOf = (order: ReturnType<typeof newOrder>, quantity: string) =>
  newRefund(order, { lines: [{ line_id: '1', quantity }] });
const marker = { name: 'Tea house', type: 'origin', city: 'Taipei', lat: '25.033', lng: '121.565' };

/** Plays what was before the backup and an hour after it, in which every kind of webhook changes something; gives what to ask for. */
async function playAnHour() {
  const [ann, bob, cay, dan] = [newCustomer(), newCustomer(), newCustomer(), newCustomer()];
  const [tea, cake] = [newId('TEA'), newId('CAKE')];
  const { tell, send } = world;
  const told = async (...webhook: Parameters<typeof tell>) => expect(await tell(...webhook)).toMatchObject(DONE);
  const annOrder = selling(ann, tea, '3');
  const late = selling(newCustomer(), tea, '1');
  await told('registrations', newRegistration(ann));
  await told('orders', annOrder);
  await told('refunds', partOf(annOrder, '1'));
  await told('registrations', newRegistration(dan));
  // It waits for its order, over the backup.
  const waiting = await send('refunds', newRefund(late));
  expect(await world.bench.settled(waiting)).toMatchObject({ status: 'waiting' });

  await world.backUp();
  const bobOrder = newOrder({
    customer: bob,
    groups: [{ name: 'Cakes', lines: [newLine({ sku: cake, quantity: '2', marker })] }],
    promotions: ['PROMO10'],
    shipping: { amount: '100', tax_rate: '5' },
  });
  const danOrder = selling(dan, cake, '1', { status: 'Not Paid' });
  const cayOrder = selling(cay, tea, '1');
  const moved = { ...ann, email: `new-${ann.email}`, last_name: 'Moved' };
  await told('registrations', newRegistration(bob));
  await told('orders', bobOrder);
  await told('refunds', partOf(bobOrder, '1'));
  await told('refunds', newRefund(bobOrder));
  await told('refunds', partOf(annOrder, '1'));
  await told('orders', danOrder);
  await told('order-updates', newOrderUpdate(danOrder, { status: 'Paid' }));
  await told(
    'order-updates',
    newOrderUpdate(annOrder, { description: 'Ring twice', billing_address: { city: 'Tainan' } }),
  );
  await told('customer-updates', newCustomerUpdate(moved));
  await told('orders', selling(moved, cake, '1'));
  await told('products', newProduct(tea, { name: 'Better tea', list_price: '120' }));
  await told('orders', late);
  await told('orders', cayOrder);
  await told('order-updates', newOrderUpdate(cayOrder, { status: 'Canceled' }));
  return { ann: moved, bob, dan, annOrder, bobOrder, danOrder, cake };
}

const numbers = () => world.bench.crm.records('AOS_Invoices').map(({ values }) => values.number);
function expectNumbersOfTheirOwn() {
  expect(new Set(numbers()).size).toBe(numbers().length);
}

describe.each([
  { links: 'believed', linkCheckMs: 600_000 },
  { links: 'looked at', linkCheckMs: 0 },
])('a database that is restored to an hour ago, whose links are $links', ({ linkCheckMs }) => {
  beforeEach(async () => {
    world = rewinding(await startBench({ suitecrm: { linkCheckMs } }));
  });

  it('finds what was done since in the CRM when the shop sends it again: nothing is doubled and nothing is other than it was', async () => {
    await playAnHour();
    const before = world.bench.crm.snapshot();
    await world.restore();
    for (const told of world.since)
      expect([told, await world.tellAgain(told)]).toEqual([told, expect.objectContaining(DONE)]);
    expect(compareSnapshots(before, world.bench.crm.snapshot())).toEqual(NOTHING);
    expectNumbersOfTheirOwn();
  });

  it('goes on as if nothing had been lost', async () => {
    const { dan, bob, annOrder, bobOrder, cake } = await playAnHour();
    await world.restore();
    for (const told of world.since) await world.tellAgain(told);
    const { crm } = world.bench;
    // No more is given back than is left, and no less.
    expect(await world.tell('refunds', newRefund(bobOrder))).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
    });
    expect(await world.tell('refunds', newRefund(annOrder))).toMatchObject(DONE);
    const returned = returnsOf(crm, textOf(annOrder, 'order_id')).map(({ invoice }) => Number(invoice.total_amount));
    expect(returned).toEqual([-100, -100, -100]);
    // Who is known stays known, with what the customer is called by.
    expect(await world.tell('orders', selling(bob, cake, '1'))).toMatchObject(DONE);
    expect(await world.tell('customer-updates', newCustomerUpdate({ ...dan, last_name: 'Dawn' }))).toMatchObject(DONE);
    expect(recordWith(crm, 'Leads', { id: leadId('experience', dan.user_id) })).toMatchObject({
      last_name: 'Dawn',
      converted: '1',
    });
    expectNumbersOfTheirOwn();
  });

  it('bears what is new before what is sent again: nobody and nothing is made twice', async () => {
    const { ann, bob, dan, danOrder, cake } = await playAnHour();
    await world.restore();
    const again = [...world.since];
    const { crm } = world.bench;
    const before = crm.snapshot();
    const orders = [ann, bob, dan].map((customer) => selling(customer, cake, '1'));
    for (const order of orders) expect(await world.tell('orders', order)).toMatchObject(DONE);
    const update = newOrderUpdate(danOrder, { description: 'Ring twice' });
    expect(await world.tell('order-updates', update)).toMatchObject(DONE);
    for (const told of again)
      expect([told, await world.tellAgain(told)]).toEqual([told, expect.objectContaining(DONE)]);

    const after = crm.snapshot();
    for (const module of ['Leads', 'Contacts', 'AOS_Products', 'jjwg_Markers'])
      expect([module, idsOf(after, module)]).toEqual([module, idsOf(before, module)]);
    expect(after.emails).toEqual(before.emails);
    expect(idsOf(after, 'AOS_Invoices')).toHaveLength(idsOf(before, 'AOS_Invoices').length + orders.length);
    expect(compareSnapshots(before, after).losses).toEqual([]);
    expectNumbersOfTheirOwn();
  });
});

function idsOf({ records }: Snapshot, module: string): string[] {
  return (records[module] ?? []).map(({ id }) => id).sort();
}

describe('a restored database', () => {
  beforeEach(async () => {
    world = rewinding(await startBench());
  });

  it('takes refunds that are sent again in another order once each: one that came to other figures is dead until the others are done', async () => {
    const order = selling(newCustomer(), newId('TEA'), '3');
    await world.tell('orders', order);
    await world.backUp();
    await world.tell('refunds', partOf(order, '1'));
    await world.tell('refunds', newRefund(order));
    const before = world.bench.crm.snapshot();
    await world.restore();
    const [part, rest] = world.since;
    if (part === undefined || rest === undefined) throw new TypeError('Two refunds were told');
    const early = await world.tellAgain(rest);
    expect(early).toMatchObject({ status: 'dead', errorClass: 'ambiguous', errorCode: 'other_content' });
    expect(await world.tellAgain(part)).toMatchObject(DONE);
    expect(await replayed(world.bench, early.id)).toMatchObject(DONE);
    expect(compareSnapshots(before, world.bench.crm.snapshot())).toEqual(NOTHING);
  });

  it('says of an order whose status was changed since that it stands with another one', async () => {
    const order = newOrder();
    await world.backUp();
    await world.tell('orders', order);
    await world.tell('order-updates', newOrderUpdate(order, { status: 'Canceled' }));
    await world.restore();
    const [placed] = world.since;
    if (placed === undefined) throw new TypeError('An order was told');
    expect(await world.tellAgain(placed)).toMatchObject({
      status: 'done',
      warnings: ['AOS_Invoices: status was changed by the CRM'],
    });
    expect(saleOf(world.bench.crm, textOf(order, 'order_id')).invoice.status).toBe('Canceled');
  });

  it('goes on with what was in work when it was copied, and makes nothing of it twice', async () => {
    const order = newOrder();
    world.bench.crm.faults.add({
      match: { method: 'POST', module: 'AOS_Invoices' },
      action: { kind: 'hang', commit: true },
    });
    await world.send('orders', order);
    await expect.poll(() => world.bench.crm.faults.applied().length).toBe(1);
    await world.backUp();
    const { prisma } = world.bench.database.database;
    const { id } = await prisma.event.findFirstOrThrow();
    expect(await world.bench.settled(id)).toMatchObject(DONE);
    const before = world.bench.crm.snapshot();
    await world.restore();
    expect(await world.bench.settled(id)).toMatchObject(DONE);
    expect(compareSnapshots(before, world.bench.crm.snapshot())).toEqual(NOTHING);
  });

  it('knows of two leads with one address which is whose, whoever is told of first', async () => {
    const email = `${newId('shared')}@example.com`;
    const [guest, user] = [newRegistration({ user_id: undefined, email }), newRegistration({ email })];
    await world.backUp();
    await world.tell('registrations', guest);
    await world.tell('registrations', user);
    const links = async () => {
      const { prisma } = world.bench.database.database;
      const rows = await prisma.link.findMany({ where: { module: 'Leads' }, orderBy: { localId: 'asc' } });
      return rows.map(({ kind, localId, crmId }) => [kind, localId, crmId]);
    };
    const [linked, before] = [await links(), world.bench.crm.snapshot()];
    await world.restore();
    for (const told of [...world.since].reverse()) expect(await world.tellAgain(told)).toMatchObject(DONE);
    expect(await links()).toEqual(linked);
    expect(compareSnapshots(before, world.bench.crm.snapshot())).toEqual(NOTHING);
  });
});
