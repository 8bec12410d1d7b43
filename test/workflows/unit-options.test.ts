import { expect, test } from 'vitest';
import { type Bench, startBench } from '../support/service.ts';
import { recordsWith, recordWith } from '../support/workflows/crm-records.ts';
import { newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

async function withUnit(unit: Parameters<typeof startBench>[0], play: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await startBench(unit);
  try {
    await play(bench);
  } finally {
    await bench.close();
  }
}

const selling = (line: Readonly<Record<string, unknown>>) => newOrder({ groups: [{ lines: [newLine(line)] }] });

test('products whose line names no category stand in the default one of their unit', async () => {
  await withUnit({ unit: { defaultCategory: 'MIS' } }, async (bench) => {
    const orders = [selling({ sku: 'NONE', category: '' }), selling({ sku: 'OWN', category: 'E' })];
    for (const order of orders)
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(recordWith(bench.crm, 'AOS_Products', { part_number: 'NONE' })).toMatchObject({
      category: 'MIS',
      aos_product_category_id: '3acafc7c-0a86-43fd-5ee5-5f7ec877ae39',
    });
    expect(recordWith(bench.crm, 'AOS_Products', { part_number: 'OWN' })).toMatchObject({ category: 'E' });
  });
});

test('a default category that the CRM does not have stops the order', async () => {
  await withUnit({ unit: { defaultCategory: 'Nowhere' } }, async (bench) => {
    expect(await bench.play('orders', selling({ category: undefined }))).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorCode: 'unknown_in_crm',
    });
  });
});

test('a return has the status that its unit gives it', async () => {
  await withUnit({ unit: { returnStatus: 'Refunded' } }, async (bench) => {
    const order = selling({});
    await bench.play('orders', order);
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
    const returns = recordsWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id'), status: 'Refunded' });
    expect(returns).toMatchObject([{ total_amount: '-100.000000' }]);
  });
});
