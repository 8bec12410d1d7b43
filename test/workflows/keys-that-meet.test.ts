import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { newLine, newOrder, textOf } from '../support/workflows/shop-events.ts';

describe('names of the shop that read like words of ours', () => {
  const bench = useBench();

  it.each([
    ['A', 'A look-up'],
    ['B look-up', 'B'],
    ['C', 'C of product'],
    ['D', 'D%20look-up'],
  ])('skus %s and %s are two products, each on its own line', async (one, other) => {
    // One of them stands in the CRM already: its look-up has a result that the other's create could be taken for.
    bench.crm.edit('AOS_Products', randomUUID(), { name: 'Tea', part_number: one });
    const lines = [newLine({ line_id: '1', sku: one }), newLine({ line_id: '2', sku: other })];
    const order = newOrder({ groups: [{ lines }] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    const sold = saleOf(bench.crm, textOf(order, 'order_id')).lines.map((line) => line.product_id);
    expect(sold).toEqual([one, other].map((sku) => recordWith(bench.crm, 'AOS_Products', { part_number: sku }).id));
  });
});
