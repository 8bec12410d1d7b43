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
