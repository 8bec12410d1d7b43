import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { figures, returnsOf } from '../support/workflows/crm-records.ts';
import { newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

describe('what was given back of an order', () => {
  const bench = useBench();

  const place = async () => {
    const order = newOrder({ groups: [{ lines: [newLine({ quantity: '2' })] }] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    return order;
  };
  const deleteDoneEvents = () => bench.database.database.prisma.event.deleteMany({ where: { status: 'done' } });

  it('stays known when the done events are deleted: a second refund of the whole is refused', async () => {
    const order = await place();
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done' });
    await deleteDoneEvents();
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({
      status: 'dead',
      errorCode: 'return_exceeds_sale',
    });
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(1);
  });

  it('stays known when the done events are deleted: the rest can still be given back', async () => {
    const order = await place();
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] }));
    await deleteDoneEvents();
    const rest = newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] });
    expect(await bench.play('refunds', rest)).toMatchObject({ status: 'done' });
    const returns = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(returns.map(({ invoice }) => figures(invoice, 'total_amount'))).toEqual([[-100], [-100]]);
  });

  it('is known in quantities alone where an earlier release wrote it down: the rest is what they left', async () => {
    const lines = [newLine({ quantity: '3', list_price: '33.34', vat_rate: '7' })];
    const order = newOrder({ groups: [{ lines }], shipping: { amount: '10', tax_rate: '7' } });
    await bench.play('orders', order);
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '1' }], shipping: true }));
    await bench.database.database.prisma.returnedLine.updateMany({
      where: { orderId: textOf(order, 'order_id'), quantity: 0 },
      data: { quantity: 1 },
    });
    await bench.database.database.prisma.returnedLine.updateMany({
      where: { orderId: textOf(order, 'order_id') },
      data: { list: null, net: null, tax: null, listBefore: null, netBefore: null, taxBefore: null },
    });
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done' });
    const returns = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(returns.map(({ invoice }) => figures(invoice, 'tax_amount', 'shipping_amount', 'total_amount'))).toEqual([
      [-3.03, -10, -46.37],
      [-4.67, 0, -71.35],
    ]);
  });

  it('does not count a refund that was refused: it can be sent corrected under the same id', async () => {
    const order = await place();
    const refund = newRefund(order, { lines: [{ line_id: '1', quantity: '3' }] });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'dead', errorCode: 'return_exceeds_sale' });
    const corrected = newRefund(order, { refund_id: refund.data.refund_id, lines: [{ line_id: '1', quantity: '2' }] });
    expect(await bench.play('refunds', corrected)).toMatchObject({ status: 'done' });
    const [only] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(figures(only?.invoice, 'total_amount')).toEqual([-200]);
  });
});
