import { beforeAll, describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, texts } from '../support/workflows/calls.ts';
import { relatedIds, saleOf } from '../support/workflows/crm-records.ts';
import { newOrder, textOf } from '../support/workflows/shop-events.ts';
import { staffOf } from '../support/workflows/staff.ts';

const PROMO10 = '34371b7d-6437-ca5c-a772-5facafb3942f';
const MARKET = '95ccec35-d944-3df1-edd1-5faba28ab21f';

describe('the promotions of an order', () => {
  const bench = useBench();

  const invoiceOf = (order: Parameters<typeof textOf>[0]) => saleOf(bench.crm, textOf(order, 'order_id')).invoice.id;

  it('are all related to its invoice', async () => {
    const order = newOrder({ promotions: ['PROMO10', 'Market Premium 500'] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoiceOf(order)).sort()).toEqual([PROMO10, MARKET]);
  });

  it('that the CRM does not know are a warning; the order is complete without them', async () => {
    const order = newOrder({ promotions: ['GONE', 'PROMO10'] });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: ['The CRM has no promotion GONE; the invoice stands without it'],
    });
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoiceOf(order))).toEqual([PROMO10]);
    expect(saleOf(bench.crm, textOf(order, 'order_id')).lines).toHaveLength(1);
  });

  it('may be named by their own ids, and by their codes in any case', async () => {
    const order = newOrder({ promotions: [MARKET.toUpperCase(), 'promo10'] });
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(callsLike(calls, 'POST AOS_Invoices relationships OWL_Promotions')).toHaveLength(2);
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoiceOf(order)).sort()).toEqual([PROMO10, MARKET]);
  });

  it('may have a code that looks like an id', async () => {
    const code = '0b6b2d0c-0000-4000-8000-00000000c0de';
    const staff = staffOf(bench.crm);
    const promotion = await staff.create('OWL_Promotions', { name: 'Odd', code });
    const order = newOrder({ promotions: [code, '0b6b2d0c-0000-4000-8000-00000000dead'] });
    expect(await bench.play('orders', order)).toMatchObject({
      status: 'done',
      warnings: ['The CRM has no promotion 0b6b2d0c-0000-4000-8000-00000000dead; the invoice stands without it'],
    });
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoiceOf(order))).toEqual([promotion]);
    await staff.leave();
  });

  it('given twice are related once', async () => {
    const calls = await callsDuring(bench, () =>
      bench.play('orders', newOrder({ promotions: ['PROMO10', 'PROMO10'] })),
    );
    expect(callsLike(calls, 'POST AOS_Invoices relationships OWL_Promotions')).toHaveLength(1);
  });
});

describe('a unit without security groups and target lists', () => {
  const bench = useBench({ unit: { securityGroupIds: [], prospectListIds: [] } });

  it('makes no calls for them', async () => {
    const order = newOrder();
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
      await bench.play('refunds', {
        type: 'order.refunded',
        timestamp: '2020-12-20T02:00:00Z',
        data: {
          business_unit: 'experience',
          refund_id: 'R-bare',
          order_id: textOf(order, 'order_id'),
          refunded_at: '2020-12-20T02:00:00Z',
        },
      });
    });
    expect(texts(calls).filter((text) => text.includes('relationships'))).toEqual([
      'GET AOS_Invoices relationships',
      'POST AOS_Invoices relationships AOS_Invoices',
    ]);
  });
});

describe('a unit with several security groups and target lists', () => {
  const bench = useBench({
    unit: {
      securityGroupIds: ['a253557e-40f7-11eb-8665-fa163ef36d26', '70b1530c-40da-11eb-8665-fa163ef36d26'],
      prospectListIds: ['b1111111-40da-11eb-8665-fa163ef36d26', 'b2222222-40da-11eb-8665-fa163ef36d26'],
    },
  });
  beforeAll(async () => {
    bench.crm.edit('ProspectLists', 'b2222222-40da-11eb-8665-fa163ef36d26', { name: 'Newsletter' });
  });

  it('relates the invoice and the contact to each of them', async () => {
    const calls = await callsDuring(bench, () => bench.play('orders', newOrder()));
    expect(callsLike(calls, 'POST AOS_Invoices relationships SecurityGroups')).toHaveLength(2);
    const lists = callsLike(calls, 'POST ProspectLists relationships Contacts').map((call) => call.id);
    expect(lists.sort()).toEqual(['b1111111-40da-11eb-8665-fa163ef36d26', 'b2222222-40da-11eb-8665-fa163ef36d26']);
  });
});
