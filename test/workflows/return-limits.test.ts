import { beforeAll, describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { returnsOf } from '../support/workflows/crm-records.ts';
import { newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

describe('a refund', () => {
  const bench = useBench({ suitecrm: { timeoutMs: 400 } });
  beforeAll(async () => {
    // After a lost answer the next attempt stays away for as long as a call may take.
  });

  const place = async () => {
    const order = newOrder({
      groups: [{ lines: [newLine({ quantity: '2' })] }],
      shipping: { amount: '100', tax_rate: '5' },
    });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    return { order, orderId: textOf(order, 'order_id') };
  };
  const expectRefusal = async (refund: object, message: RegExp) => {
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('refunds', refund)).toMatchObject({
        status: 'dead',
        attempts: 1,
        errorClass: 'permanent',
        errorMessage: expect.stringMatching(message),
      });
    });
    expect(texts(calls)).toEqual([]);
  };

  it('of more than was sold is refused for good, with the figures, and nothing is created', async () => {
    const { order } = await place();
    await expectRefusal(
      newRefund(order, { lines: [{ line_id: '1', quantity: '2.5' }] }),
      /more than was sold \(line 1: sold 2, returned before 0, to return 2\.5\); correct it in the shop and send it anew/,
    );
  });

  it('of more than is left after another one is refused', async () => {
    const { order, orderId } = await place();
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] }));
    await expectRefusal(
      newRefund(order, { lines: [{ line_id: '1', quantity: '2' }] }),
      /line 1: sold 2, returned before 1, to return 2/,
    );
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });

  it('of a whole order that was given back before is refused', async () => {
    const { order, orderId } = await place();
    await bench.play('refunds', newRefund(order));
    await expectRefusal(newRefund(order), /in all: sold 305, returned before 305, to return 0/);
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });

  it('of the shipping that was given back before is refused', async () => {
    const { order } = await place();
    const part = { lines: [{ line_id: '1', quantity: '1' }], shipping: true };
    await bench.play('refunds', newRefund(order, part));
    await expectRefusal(newRefund(order, part), /shipping: sold 100, returned before 100, to return 100/);
  });

  it('of a line that the order does not have is refused and names those it has', async () => {
    const { order, orderId } = await place();
    await expectRefusal(
      newRefund(order, { lines: [{ line_id: '7', quantity: '1' }] }),
      new RegExp(`Order ${orderId} has no line 7.*its lines are 1; correct the refund in the shop and send it anew`),
    );
  });

  it('that was refused takes nothing back: a correct one can follow', async () => {
    const { order, orderId } = await place();
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '3' }] }));
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, orderId)).toMatchObject([{ invoice: { total_amount: '-305.000000' } }]);
  });

  it('under the same refund id and another webhook id changes nothing, and is dead with other content', async () => {
    const { order, orderId } = await place();
    const refund = newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] });
    const first = await bench.play('refunds', refund);
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done', warnings: [] });
      const changed = { ...refund, data: { ...refund.data, lines: [{ line_id: '1', quantity: '2' }] } };
      expect(await bench.play('refunds', changed)).toMatchObject({
        status: 'dead',
        errorCode: 'repeat_differs',
        errorMessage: expect.stringContaining(
          `event ${first.id}, which is done, and differs from it: refund lines 1 quantity (1 before, 2 now)`,
        ),
      });
    });
    expect(texts(calls)).toEqual([]);
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });

  it('ten times at once under ten webhook ids makes one return', async () => {
    const { order, orderId } = await place();
    const refund = newRefund(order);
    const events = await Promise.all(Array.from({ length: 10 }, () => bench.play('refunds', refund)));
    expect(events.map((event) => event.status)).toEqual(Array(10).fill('done'));
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });

  it('whose return may stand in the CRM counts for the next one', async () => {
    const { order, orderId } = await place();
    const isReturn = (body: unknown) => JSON.stringify(body).includes('Returned');
    bench.crm.faults.add({
      match: { method: 'POST', module: 'AOS_Invoices', body: isReturn },
      action: faultActions.cutAfter,
    });
    const refund = newRefund(order, { lines: [{ line_id: '1', quantity: '2' }] });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done', attempts: 2 });
    await expectRefusal(
      newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] }),
      /returned before 2, to return 1/,
    );
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });
});
