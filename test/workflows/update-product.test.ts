import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { markerId, productId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, relatedIds, saleOf } from '../support/workflows/crm-records.ts';
import { newId, newLine, newOrder, newProduct, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const EUR = '6ccfc88a-598b-898a-91f5-5f7ed4511cc2';
const CATEGORY_E = '173f2e49-ebc0-ac85-f383-5f7d82c7b1fb';
const MARKER = { name: 'Tea house', lat: '25.033', lng: '121.565' };

describe('an update of a product', () => {
  const bench = useBench({ market: {} });
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const update = (sku: string, changes: Overrides) => bench.play('products', newProduct(sku, changes));
  const productOf = (sku: string) => recordWith(bench.crm, 'AOS_Products', { part_number: sku });
  const sell = async (line: Overrides) => {
    const order = newOrder({ groups: [{ lines: [newLine(line)] }] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    return saleOf(bench.crm, textOf(order, 'order_id')).lines[0]?.product_id ?? '';
  };

  it('changes what it names of a product that was sold, and nothing else', async () => {
    const sku = newId('SKU');
    await sell({ sku, name: 'Tea', description: 'as sold', cost: '40', list_price: '100' });
    const before = productOf(sku);
    const calls = await callsDuring(bench, async () => {
      expect(await update(sku, { name: 'Oolong' })).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET AOS_Products', 'PATCH AOS_Products']);
    expect(productOf(sku)).toEqual({ ...before, name: 'Oolong', date_modified: productOf(sku).date_modified });
  });

  it('changes everything that it may, with its prices in the currency of the CRM', async () => {
    const sku = newId('SKU');
    await sell({ sku, category: undefined });
    const changes = {
      name: 'Oolong',
      description: 'new',
      type: 'service',
      category: 'E',
      list_price: '120.5',
      cost: 60,
      url: 'https://shop.example.com/o',
      image: null,
    };
    expect(await update(sku, changes)).toMatchObject({ status: 'done', warnings: [] });
    expect(productOf(sku)).toMatchObject({
      name: 'Oolong',
      description: 'new',
      type: 'Service',
      category: 'E',
      aos_product_category_id: CATEGORY_E,
      price: '120.500000',
      price_usdollar: '120.500000',
      cost: '60.000000',
      currency_id: '-99',
      url: 'https://shop.example.com/o',
      product_image: '',
    });
  });

  it('writes prices with their currency where it is another one, and warns of the one that it does not tell', async () => {
    const sku = newId('SKU');
    await sell({ sku, cost: '40', list_price: '100' });
    expect(await update(sku, { list_price: '3', cost: '1.2', currency: 'eur' })).toMatchObject({ warnings: [] });
    expect(productOf(sku)).toMatchObject({ price: '3.000000', price_usdollar: '2.500000', currency_id: EUR });
    expect(await update(sku, { list_price: '4', currency: 'EUR' })).toMatchObject({ status: 'done', warnings: [] });
    expect(await update(sku, { list_price: '110' })).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining(`its cost was in Currencies ${EUR} and counts in -99 from now on`)],
    });
    expect(productOf(sku)).toMatchObject({ price: '110.000000', cost: '1.200000', currency_id: '-99' });
  });

  it.each(['emptyServerError', 'cutAfter'] as const)(
    'warns once of a price in another currency after %s',
    async (fault) => {
      const sku = newId('SKU');
      await sell({ sku, cost: '40', list_price: '100' });
      bench.crm.faults.add({ match: { method: 'PATCH', module: 'AOS_Products' }, action: faultActions[fault] });
      const event = await update(sku, { list_price: '3', currency: 'EUR' });
      expect(event).toMatchObject({ status: 'done', attempts: 2 });
      expect(event.warnings).toEqual([expect.stringContaining(`its cost was in Currencies -99 and counts in ${EUR}`)]);
    },
  );

  it('finds a product of the CRM by its part number, for every unit', async () => {
    const sku = newId('SKU');
    const existing = await staff.create('AOS_Products', { name: 'Old tea', part_number: sku });
    const body = newProduct(sku, { business_unit: 'market', name: 'New tea' });
    expect(await bench.play('products', body)).toMatchObject({ status: 'done', warnings: [] });
    expect(productOf(sku)).toMatchObject({ id: existing, name: 'New tea' });
    expect(await sell({ sku })).toBe(existing);
  });

  it('makes a product that nobody knows, once, which a sale finds as it is', async () => {
    const sku = newId('SKU');
    const calls = await callsDuring(bench, async () => {
      expect(await update(sku, { list_price: '120', category: 'E' })).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET AOS_Products', 'POST AOS_Products']);
    expect(sentAttributes(callsLike(calls, 'POST AOS_Products')[0])).not.toHaveProperty('cost');
    expect(productOf(sku)).toMatchObject({ id: productId(sku), name: sku, type: 'Good', price: '120.000000' });
    expect(await sell({ sku, name: 'Sold', list_price: '90' })).toBe(productId(sku));
    expect(productOf(sku)).toMatchObject({ name: sku, price: '120.000000' });
  });

  it('takes the id of the shop where there is no sku', async () => {
    const id = newId('shop-product');
    await bench.play('products', newProduct('', { product_id: id, name: 'By id' }));
    expect(productOf(id)).toMatchObject({ name: 'By id', id: productId(id) });
  });

  it('makes one product where its first order comes at the same time', async () => {
    const sku = newId('SKU');
    bench.crm.setLatency(20);
    const orders = [1, 2].map(() => newOrder({ groups: [{ lines: [newLine({ sku, list_price: '90' })] }] }));
    const sent = await Promise.all([
      bench.send('products', newProduct(sku, { name: 'Told', list_price: '120' })),
      ...orders.map((order) => bench.send('orders', order)),
    ]);
    for (const event of sent) expect(await bench.settled(event)).toMatchObject({ status: 'done' });
    bench.crm.setLatency(0);
    expect(productOf(sku)).toMatchObject({ name: 'Told', price: '120.000000' });
  });

  it('puts right what a lost answer of a sale left under its id, though its part number was cut', async () => {
    const sku = `${newId('SKU')}-of-more-than-25-characters`;
    bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Products' }, action: faultActions.cutAfter });
    bench.crm.faults.add({
      match: { method: 'GET', module: 'AOS_Products', times: 1_000 },
      action: { kind: 'access-denied' },
    });
    const order = newOrder({ groups: [{ lines: [newLine({ sku })] }] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'dead' });
    bench.crm.faults.clear();
    expect(await update(sku, { name: 'Put right' })).toMatchObject({ status: 'done' });
    expect(recordsWith(bench.crm, 'AOS_Products', { name: 'Put right' })).toMatchObject([{ id: productId(sku) }]);
  });

  it('is dead where the CRM has no such category, before anything is written', async () => {
    const sku = newId('SKU');
    await sell({ sku, name: 'Tea' });
    expect(await update(sku, { name: 'Oolong', category: 'Unheard-of' })).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorMessage: expect.stringContaining('category Unheard-of'),
    });
    expect(productOf(sku).name).toBe('Tea');
  });

  it('goes to the product that took the place of one that is gone, else makes a new one with its pin', async () => {
    const [merged, deleted] = [newId('SKU'), newId('SKU')];
    for (const sku of [merged, deleted]) await sell({ sku, marker: MARKER });
    for (const sku of [merged, deleted]) bench.crm.remove('AOS_Products', productId(sku));
    const kept = await staff.create('AOS_Products', { name: 'Kept', part_number: merged });
    expect(await update(merged, { name: 'Told' })).toMatchObject({
      status: 'done',
      warnings: [`AOS_Products ${productId(merged)} is gone from the CRM; ${kept} took its place`],
    });
    expect(productOf(merged)).toMatchObject({ id: kept, name: 'Told' });
    expect(await update(deleted, { name: 'Told' })).toMatchObject({
      status: 'done',
      warnings: expect.arrayContaining([
        `AOS_Products ${productId(deleted)} is gone from the CRM; ${productId(deleted, 2)} took its place`,
      ]),
    });
    expect(productOf(deleted)).toMatchObject({ id: productId(deleted, 2), name: 'Told' });
    expect(relatedIds(bench.crm, 'aos_products_jjwg_markers_1', productId(deleted, 2))).toEqual([markerId(deleted)]);
    expect(await sell({ sku: deleted, marker: MARKER })).toBe(productId(deleted, 2));
  });

  it('says in a warning what the CRM cut', async () => {
    const sku = newId('SKU');
    await sell({ sku });
    expect((await update(sku, { category: 'E', name: 'N'.repeat(300) })).warnings).toEqual([
      'AOS_Products: name was cut to 255 characters by the CRM',
    ]);
  });

  it('that is older than what stands changes nothing, whatever unit it comes from', async () => {
    const sku = newId('SKU');
    const newer = await update(sku, { name: 'Newer', category: 'E', updated_at: '2026-03-02T09:00:00Z' });
    const older = { name: 'Older', business_unit: 'market', updated_at: '2026-03-01T09:00:00Z' };
    const calls = await callsDuring(bench, async () => {
      expect(await update(sku, older)).toMatchObject({
        status: 'done',
        warnings: [
          `This update of product ${sku} is of 2026-03-01T09:00:00.000000Z, older than that of 2026-03-02T09:00:00.000000Z (event ${newer.id}), which stands: nothing was changed`,
        ],
      });
    });
    expect(calls).toEqual([]);
    expect(productOf(sku).name).toBe('Newer');
  });

  it('comes after another of the same product that arrived before it, and holds up no order', async () => {
    const sku = newId('SKU');
    await sell({ sku });
    bench.crm.faults.add({
      match: { method: 'PATCH', module: 'AOS_Products' },
      action: { kind: 'slow', ms: 400, commit: 'end' },
    });
    const events = [];
    for (const name of ['First', 'Second']) events.push(await bench.send('products', newProduct(sku, { name })));
    await sell({ sku });
    const [first] = events;
    expect(await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id: first ?? '' } })).toMatchObject({
      status: 'running',
    });
    for (const event of events) expect(await bench.settled(event)).toMatchObject({ status: 'done' });
    expect(productOf(sku).name).toBe('Second');
  });
});
