import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { ended, replayed } from '../support/workflows/events.ts';
import { newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

describe('a refund that comes before its order', () => {
  const bench = useBench({ market: {} });

  it('waits, saying for what, and is done once the order is', async () => {
    const order = newOrder();
    const orderId = textOf(order, 'order_id');
    const refund = await bench.play('refunds', newRefund(order));
    expect(refund).toMatchObject({
      status: 'waiting',
      errorClass: null,
      waitingFor: `order ${orderId} (not received, and no paid AOS_Invoices has this name)`,
    });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    expect(await ended(bench, refund.id)).toMatchObject({ status: 'done', waitingFor: null, warnings: [] });
    expect(returnsOf(bench.crm, orderId)).toMatchObject([{ invoice: { total_amount: '-100.000000' } }]);
  });

  it('looks at the CRM for a paid invoice and then for a canceled one, and makes nothing', async () => {
    const calls = await callsDuring(bench, () => bench.play('refunds', newRefund(newOrder())));
    expect(texts(calls)).toEqual(['GET AOS_Invoices', 'GET AOS_Invoices']);
  });

  it('waits for an order that is dead, and both complete when the order is replayed', async () => {
    const order = newOrder({ groups: [{ lines: [newLine({ sku: 'RARE', category: 'Rare' })] }] });
    const orderId = textOf(order, 'order_id');
    const dead = await bench.play('orders', order);
    expect(dead.status).toBe('dead');
    const refund = await bench.play('refunds', newRefund(order));
    expect(refund).toMatchObject({
      status: 'waiting',
      waitingFor: `order ${orderId} (event ${dead.id} is dead)`,
    });
    expect(returnsOf(bench.crm, orderId)).toEqual([]);

    bench.crm.edit('AOS_Product_Categories', 'd0000000-0000-4000-8000-000000000001', { name: 'Rare' });
    expect(await replayed(bench, dead.id)).toMatchObject({ status: 'done' });
    expect(await ended(bench, refund.id)).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });

  it('holds up neither its order nor other refunds while it waits', async () => {
    const order = newOrder({ groups: [{ lines: [newLine({ quantity: '2' })] }] });
    const part = { lines: [{ line_id: '1', quantity: '1' }] };
    const [first, second] = [newRefund(order, part), newRefund(order, part)];
    const waiting = [await bench.play('refunds', first), await bench.play('refunds', second)];
    expect(waiting.map((event) => event.status)).toEqual(['waiting', 'waiting']);
    await bench.play('orders', order);
    for (const event of waiting) expect(await ended(bench, event.id)).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(2);
  });

  it('goes after an order that arrived just before it', async () => {
    const order = newOrder();
    const orderEvent = await bench.send('orders', order);
    const refund = await bench.send('refunds', newRefund(order));
    expect(await ended(bench, refund)).toMatchObject({ status: 'done' });
    expect(await bench.settled(orderEvent)).toMatchObject({ status: 'done' });
  });

  it("does not take another unit's sale of the same name for its order", async () => {
    const order = newOrder();
    const orderId = textOf(order, 'order_id');
    await bench.play('orders', order);
    const refund = await bench.play('refunds', newRefund(order, { business_unit: 'market' }));
    expect(refund).toMatchObject({ status: 'waiting' });
    expect(returnsOf(bench.crm, orderId)).toEqual([]);
    expect(saleOf(bench.crm, orderId).lines).toHaveLength(1);
  });
});
