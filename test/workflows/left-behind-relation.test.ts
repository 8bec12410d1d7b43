import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../support/service.ts';
import { relatedIds, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newOrder, textOf } from '../support/workflows/shop-events.ts';

const TIMEOUT_MS = 500;
/** Longer than the time-out, and within the time for which the CRM may be at work on a call after it. */
const SLOW_MS = 900;
const PROMOTION = '34371b7d-6437-ca5c-a772-5facafb3942f';

describe('a relation that the CRM was still at work on when its client gave up', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ suitecrm: { timeoutMs: TIMEOUT_MS }, longestQuietMs: 4 * TIMEOUT_MS });
  });
  afterAll(async () => {
    await bench.close();
  });

  /** Plays an order that dies of its line, so that nothing but the relation itself keeps its replay waiting. */
  const playRefused = async (failing: readonly ('unstored' | 'slow')[]) => {
    const order = newOrder({ promotions: ['PROMO10'] });
    const isPromotion = (body: unknown) => JSON.stringify(body).includes(PROMOTION);
    failing.forEach((how, index) => {
      bench.crm.faults.add({
        match: { method: 'POST', path: /\/relationships$/, body: isPromotion, nth: index + 1 },
        action: how === 'slow' ? { kind: 'slow', ms: SLOW_MS, commit: 'end' } : { kind: 'unstored-relation' },
      });
    });
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Products_Quotes' },
      action: { kind: 'access-denied' },
    });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({ status: 'dead', errorCode: 'access_denied' });
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done', warnings: [] });
    const calls = bench.crm.journal.calls(({ method, body }) => method === 'POST' && isPromotion(body));
    const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoice.id)).toEqual([PROMOTION]);
    return calls.filter(({ id }) => id === invoice.id);
  };
  it('is not made again before that is over, though another failure decided on the event', async () => {
    const calls = await playRefused(['slow']);
    expect(calls.map(({ fault }) => fault)).toEqual(['slow', null]);
    expect(bench.crm.journal.overlaps((call) => calls.includes(call))).toEqual([]);
  });

  it('is not made again before that is over, where it was made again after a look already', async () => {
    const calls = await playRefused(['unstored', 'slow']);
    expect(calls.map(({ fault }) => fault)).toEqual(['unstored-relation', 'slow', null]);
    expect(bench.crm.journal.overlaps((call) => calls.includes(call))).toEqual([]);
  });
});
