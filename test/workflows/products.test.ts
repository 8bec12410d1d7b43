import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markerId, productId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, relatedIds, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newLine, newOrder, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const MARKER = { name: 'Tea house', type: 'origin', lat: '25.033', lng: '121.565' };

describe('the products of an order', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    bench.crm.setLatency(0);
    await staff.leave();
  });

  const selling = (...lines: readonly object[]) =>
    newOrder({ groups: [{ lines: lines.map((line, index) => newLine({ line_id: String(index + 1), ...line })) }] });
  const productsOf = (order: Parameters<typeof textOf>[0]) =>
    saleOf(bench.crm, textOf(order, 'order_id')).lines.map((line) => line.product_id);

  it('are those of the CRM where the part number is known: no category is asked for and nothing is pinned', async () => {
    const existing = await staff.create('AOS_Products', { name: 'Old tea', part_number: 'OLD-TEA' });
    const order = selling({ sku: 'OLD-TEA', category: 'E', marker: MARKER });
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toContain('GET AOS_Products');
    for (const call of ['GET AOS_Product_Categories', 'POST AOS_Products', 'POST jjwg_Markers']) {
      expect(texts(calls)).not.toContain(call);
    }
    expect(productsOf(order)).toEqual([existing]);
  });

  it('are the oldest of several with one part number, and the event says so', async () => {
    const part_number = 'MANY-TEAS';
    await staff.create('AOS_Products', { name: 'b', part_number, date_entered: '2020-05-01 00:00:00' });
    const oldest = await staff.create('AOS_Products', {
      name: 'a',
      part_number,
      date_entered: '2019-05-01 00:00:00',
    });
    const order = selling({ sku: part_number });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: ['2 AOS_Products have part_number MANY-TEAS; the oldest is used'],
    });
    expect(productsOf(order)).toEqual([oldest]);
  });

  it('are linked also when the CRM cuts the sku, which is a warning', async () => {
    const sku = 'A-SKU-OF-MORE-THAN-25-LETTERS';
    const event = await bench.play('orders', selling({ sku }));
    expect(event).toMatchObject({
      status: 'done',
      warnings: ['AOS_Products: part_number was cut to 25 characters by the CRM'],
    });
    const again = selling({ sku });
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', again)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls).filter((text) => text.includes('AOS_Products'))).toEqual(['POST AOS_Products_Quotes']);
    expect(productsOf(again)).toEqual([productId(sku)]);
  });

  it('are not confused where one sku is the beginning of another', async () => {
    const long = '12345678901234567890123456-BLUE';
    const order = selling({ sku: long }, { sku: long.slice(0, 25) });
    await bench.play('orders', order);
    expect(productsOf(order)).toEqual([productId(long), productId(long.slice(0, 25))]);
    expect(recordsWith(bench.crm, 'AOS_Products', { part_number: long.slice(0, 25) })).toHaveLength(2);
  });

  it('become one record when five first orders of a new sku come at once', async () => {
    bench.crm.setLatency(5);
    const orders = Array.from({ length: 5 }, () => selling({ sku: 'NEW-TEA', category: 'E', marker: MARKER }));
    const calls = await callsDuring(bench, async () => {
      const events = await Promise.all(orders.map((order) => bench.play('orders', order)));
      expect(events.map((event) => event.status)).toEqual(Array(5).fill('done'));
    });
    bench.crm.setLatency(0);
    expect(recordsWith(bench.crm, 'AOS_Products', { part_number: 'NEW-TEA' })).toHaveLength(1);
    expect(orders.flatMap(productsOf)).toEqual(Array(5).fill(productId('NEW-TEA')));
    expect(callsLike(calls, 'POST AOS_Products')).toHaveLength(1);
    expect(callsLike(calls, 'POST jjwg_Markers')).toHaveLength(1);
    expect(relatedIds(bench.crm, 'aos_products_jjwg_markers_1', productId('NEW-TEA'))).toEqual([markerId('NEW-TEA')]);
  });

  it('are one where two lines have one sku, and told by the line that says where it is', async () => {
    const order = selling({ sku: 'PAIR', list_price: '100' }, { sku: 'PAIR', list_price: '90', marker: MARKER });
    await bench.play('orders', order);
    expect(productsOf(order)).toEqual([productId('PAIR'), productId('PAIR')]);
    expect(recordsWith(bench.crm, 'AOS_Products', { part_number: 'PAIR' })).toHaveLength(1);
    expect(relatedIds(bench.crm, 'aos_products_jjwg_markers_1', productId('PAIR'))).toEqual([markerId('PAIR')]);
  });

  it('are pinned by the first order that knows where', async () => {
    await bench.play('orders', selling({ sku: 'LATER' }));
    const calls = await callsDuring(bench, async () => {
      await bench.play('orders', selling({ sku: 'LATER', marker: MARKER }));
      await bench.play('orders', selling({ sku: 'LATER', marker: { ...MARKER, name: 'Elsewhere' } }));
    });
    expect(callsLike(calls, 'POST jjwg_Markers').map((call) => sentAttributes(call).name)).toEqual(['Tea house']);
  });

  it('need no category and no cost; without a category they get a warning', async () => {
    const loose = selling({ sku: 'LOOSE', category: undefined, url: 'http://a.example' });
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', loose)).toMatchObject({
        status: 'done',
        warnings: [
          'AOS_Products: LOOSE stands in no category: none is named, and the business unit has no default_category',
        ],
      });
    });
    expect(sentAttributes(callsLike(calls, 'POST AOS_Products')[0])).not.toHaveProperty('cost');
    expect(sentAttributes(callsLike(calls, 'POST AOS_Products_Quotes')[0])).not.toHaveProperty('product_cost_price');
    expect(texts(calls)).not.toContain('GET AOS_Product_Categories');
    expect(recordWith(bench.crm, 'AOS_Products', { part_number: 'LOOSE' })).toMatchObject({
      type: 'Good',
      price: '100.000000',
      url: 'http://a.example',
    });
  });

  it('in an unknown category stop the order for good, until it is added and the event is replayed', async () => {
    const order = selling({ sku: 'EXOTIC', category: 'Exotic' });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({
      status: 'dead',
      attempts: 1,
      errorClass: 'permanent',
      errorMessage: expect.stringMatching(/no category Exotic in AOS_Product_Categories; add it there, then replay/),
    });
    expect(recordsWith(bench.crm, 'AOS_Products', { part_number: 'EXOTIC' })).toEqual([]);
    const category = await staff.create('AOS_Product_Categories', { name: 'Exotic' });
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    expect(recordWith(bench.crm, 'AOS_Products', { part_number: 'EXOTIC' })).toMatchObject({
      aos_product_category_id: category,
    });
  });

  it('in a category that stands twice go into the older one, with a warning', async () => {
    expect(await bench.play('orders', selling({ sku: 'IN-DUP', category: 'DUP' }))).toMatchObject({
      status: 'done',
      warnings: ['2 AOS_Product_Categories have name DUP; the oldest is used'],
    });
  });
});
