import { expect, test } from 'vitest';
import { insertBatch } from '../../src/inbox/insert-batch.ts';
import { newEvent } from '../support/events.ts';
import { useBench } from '../support/service.ts';
import { figures, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

const bench = useBench();

/** Stores an order as an earlier release has taken it in, whatever this one would say to it. */
async function takenInBefore(order: ReturnType<typeof newOrder>, reading = 1): Promise<string> {
  const orderId = textOf(order, 'order_id');
  const event = newEvent({
    type: 'order.paid',
    reading,
    orderId,
    body: Buffer.from(JSON.stringify(order)),
    keys: [`order:experience:${orderId}`],
  });
  await insertBatch(bench.database.database, [event]);
  bench.service.wake();
  return event.id;
}

test('an order whose rules have become stricter since goes on as it was understood, and so does its refund', async () => {
  // Today its totals are refused.
  const order = newOrder({ totals: { total_amount: '1' } });
  expect((await bench.shop.send('orders', order)).status).toBe(422);
  expect(await bench.settled(await takenInBefore(order))).toMatchObject({ status: 'done', warnings: [] });
  expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
  expect(saleOf(bench.crm, textOf(order, 'order_id')).lines).toHaveLength(1);
  expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(1);
});

test('a refund takes an order that this version cannot read any more from the CRM', async () => {
  const order = newOrder({ groups: [{ name: 'Teas', lines: [newLine({ list_price: '33.33', quantity: '3' })] }] });
  const id = await bench.send('orders', order);
  expect(await bench.settled(id)).toMatchObject({ status: 'done' });
  await bench.database.database.prisma.event.update({ where: { id }, data: { reading: 99 } });
  expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
  const columns = ['total_amt', 'tax_amount', 'total_amount'];
  const sold = figures(saleOf(bench.crm, textOf(order, 'order_id')).invoice, ...columns);
  const [back] = returnsOf(bench.crm, textOf(order, 'order_id'));
  expect(figures(back?.invoice, ...columns)).toEqual(sold.map((figure) => 0 - figure));
});

test('the same order again, where the first cannot be read any more, is left to a person unless it is the same to the letter', async () => {
  const order = newOrder();
  const id = await bench.send('orders', order);
  expect(await bench.settled(id)).toMatchObject({ status: 'done' });
  await bench.database.database.prisma.event.update({ where: { id }, data: { reading: 99 } });
  expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
  const other = { ...order, data: { ...order.data, description: 'changed' } };
  expect(await bench.play('orders', other)).toMatchObject({ status: 'dead', errorCode: 'repeat_differs' });
});

test('an event of a reading that this version does not have is dead and says so', async () => {
  const event = await bench.settled(await takenInBefore(newOrder(), 99));
  expect(event).toMatchObject({ status: 'dead', errorCode: 'stored_event_unreadable', errorClass: 'permanent' });
  expect(event.errorMessage).toContain('order.paid in reading 99');
});

test('an event keeps the reading of today', async () => {
  const id = await bench.send('orders', newOrder());
  const stored = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id } });
  expect(stored.reading).toBe(2);
});
