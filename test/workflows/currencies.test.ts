import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newLine, newOrder, textOf } from '../support/workflows/shop-events.ts';

const USD = '47009c9c-6151-33e1-49a1-5ea287700de2';
const EUR = '6ccfc88a-598b-898a-91f5-5f7ed4511cc2';
const JPY = '57009c9c-6151-33e1-49a1-5ea287700de2';

describe('the currency of an order', () => {
  const bench = useBench();

  it("is not looked up where it is the CRM's own", async () => {
    const order = newOrder({ currency: 'TWD' });
    const calls = await callsDuring(bench, () => bench.play('orders', order));
    expect(texts(calls)).not.toContain('GET Currencies');
    const { invoice, groups, lines } = saleOf(bench.crm, textOf(order, 'order_id'));
    expect([invoice, ...groups, ...lines].map((record) => record.currency_id)).toEqual(['-99', '-99', '-99']);
  });

  it('is found by its ISO code, and stands in invoice, groups, lines and the new product', async () => {
    const order = newOrder({ currency: 'usd', groups: [{ lines: [newLine({ sku: 'USD-TEA', list_price: '33' })] }] });
    const calls = await callsDuring(bench, () => bench.play('orders', order));
    expect(callsLike(calls, 'GET Currencies')).toHaveLength(1);
    const { invoice, groups, lines } = saleOf(bench.crm, textOf(order, 'order_id'));
    const product = recordWith(bench.crm, 'AOS_Products', { part_number: 'USD-TEA' });
    for (const record of [invoice, ...groups, ...lines, product]) expect(record.currency_id).toBe(USD);
  });

  it('brings the amounts in the own currency along: the amount divided by the rate', async () => {
    const order = newOrder({ currency: 'USD', groups: [{ lines: [newLine({ list_price: '10', vat_rate: '5' })] }] });
    const calls = await callsDuring(bench, () => bench.play('orders', order));
    // 10 / 0.033 and 0.5 / 0.033, to the six decimals that the CRM keeps.
    expect(sentAttributes(callsLike(calls, 'POST AOS_Invoices')[0])).toMatchObject({
      total_amt: 10,
      total_amt_usdollar: 303.030303,
      tax_amount: 0.5,
      tax_amount_usdollar: 15.151515,
    });
    expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice.total_amt_usdollar).toBe('303.030303');
  });

  it('is found by its name where it has no ISO code', async () => {
    const order = newOrder({ currency: 'EUR' });
    const calls = await callsDuring(bench, () => bench.play('orders', order));
    expect(callsLike(calls, 'GET Currencies')).toHaveLength(2);
    expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice).toMatchObject({
      currency_id: EUR,
      total_amount: '100.000000',
      total_amount_usdollar: '83.333333',
    });
  });

  it('is asked for once, not by every order', async () => {
    await bench.play('orders', newOrder({ currency: 'EUR' }));
    const calls = await callsDuring(bench, () => bench.play('orders', newOrder({ currency: 'EUR' })));
    expect(texts(calls)).not.toContain('GET Currencies');
  });

  it('that nobody knows stops the order for good', async () => {
    const order = newOrder({ currency: 'CHF' });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'dead',
      attempts: 1,
      errorClass: 'permanent',
      errorMessage: expect.stringMatching(/no active currency CHF in Currencies; add it there, then replay/),
    });
    expect(recordsWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') })).toEqual([]);
  });

  it('that is inactive stops the order until it is active; without minor units, taxes are whole', async () => {
    const order = newOrder({
      currency: 'JPY',
      groups: [{ lines: [newLine({ list_price: '990', vat_rate: '5' })] }],
    });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({ status: 'dead', errorClass: 'permanent', errorCode: 'unknown_in_crm' });
    bench.crm.edit('Currencies', JPY, {
      ...bench.crm.record('Currencies', JPY)?.values,
      status: 'Active',
    });
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    // 5 percent of 990 is 49.5: a yen has no hundredths.
    expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice).toMatchObject({
      currency_id: JPY,
      tax_amount: '50.000000',
      total_amount: '1040.000000',
    });
  });
});
