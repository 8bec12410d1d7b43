import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../support/service.ts';
import { figures, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

const USD = '47009c9c-6151-33e1-49a1-5ea287700de2';
const MARKET = '670f411d-7f4f-abc5-d253-5eac39e93e09';

describe('a refund', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  it.each([
    ['as the journal of its order tells', false],
    ['as the CRM tells, where the order event is deleted', true],
  ])('takes account, currency and rate of its sale, whatever they are now: %s', async (_, deleted) => {
    const order = newOrder({ currency: 'USD' });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
    // The rate moves, and the unit belongs to another account from now on.
    if (!deleted) bench.crm.edit('Currencies', USD, { conversion_rate: '0.05' });
    bench = await bench.restart({ unit: { accountId: MARKET } });
    if (deleted) await bench.database.database.prisma.event.deleteMany();
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done' });
    const [back] = returnsOf(bench.crm, textOf(order, 'order_id'));
    expect(back?.invoice.billing_account_id).toBe(invoice.billing_account_id);
    expect(back?.invoice.currency_id).toBe(USD);
    const sent = bench.crm.journal.calls((call) => JSON.stringify(call.body).includes('"Returned"'))[0];
    const usd = Number(/"total_amount_usdollar":(-?[\d.]+)/.exec(JSON.stringify(sent?.body))?.[1]);
    expect([usd]).toEqual(figures(invoice, 'total_amount_usdollar').map((amount) => -amount));
  });

  it('every attempt of an order prices by one rate', async () => {
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Line_Item_Groups' },
      action: { kind: 'database-failure', commit: false },
    });
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Products_Quotes' },
      action: { kind: 'database-failure', commit: false },
    });
    // Known to the process from another order.
    await bench.play('orders', newOrder({ currency: 'USD' }));
    bench.crm.faults.clear();
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Line_Item_Groups', times: 1_000 },
      action: { kind: 'access-denied' },
    });
    const order = newOrder({ currency: 'USD' });
    const event = await bench.play('orders', order);
    expect(event.status).toBe('dead');
    bench.crm.edit('Currencies', USD, { conversion_rate: '0.05' });
    bench = await bench.restart();
    bench.crm.faults.clear();
    await bench.database.database.prisma.event.update({ where: { id: event.id }, data: { status: 'pending' } });
    bench.service.wake();
    expect(await bench.settled(event.id)).toMatchObject({ status: 'done' });
    const calls = bench.crm.journal.calls((call) => JSON.stringify(call.body).includes('"total_amount_usdollar"'));
    const last = calls
      .slice(-2)
      .map((call) => /"total_amount_usdollar":(-?[\d.]+)/.exec(JSON.stringify(call.body))?.[1]);
    expect(new Set(last).size).toBe(1);
  });
});
