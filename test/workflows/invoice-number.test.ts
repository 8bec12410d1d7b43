import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../support/service.ts';
import { saleOf } from '../support/workflows/crm-records.ts';
import { newOrder, textOf } from '../support/workflows/shop-events.ts';

describe('the number that the CRM gives an invoice', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  it('is a warning that names both orders where it was given before', async () => {
    const [first, second] = [newOrder(), newOrder()];
    expect(await bench.play('orders', first)).toMatchObject({ status: 'done', warnings: [] });
    const { id = '', number } = saleOf(bench.crm, textOf(first, 'order_id')).invoice;
    // The CRM counts from the highest number that it sees: it gives the same one again.
    bench.crm.edit('AOS_Invoices', id, { number: '0' });
    const event = await bench.play('orders', second);
    expect(saleOf(bench.crm, textOf(second, 'order_id')).invoice.number).toBe(number);
    expect(event).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining(`number ${number} stands twice`)],
    });
    expect(event.warnings[0]).toContain(textOf(first, 'order_id'));
    expect(event.warnings[0]).toContain(textOf(second, 'order_id'));
  });
});
