import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/simulator/sample-events.ts';
import { type Bench, startBench } from '../support/service.ts';
import { callsDuring, texts } from './support/calls.ts';

describe('the second order of a customer', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
    await bench.play('registrations', sampleRegistration());
    await bench.play('orders', sampleOrder());
  });
  afterAll(async () => {
    await bench.close();
  });

  it('of a known product with a known promotion takes only the calls of the sale itself', async () => {
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', sampleOrder({ order_id: 'OTR-second' }))).toMatchObject({ status: 'done' });
    });
    expect(texts(calls)).toEqual([
      'POST AOS_Invoices',
      'POST AOS_Invoices relationships OWL_Promotions',
      'POST AOS_Invoices relationships SecurityGroups',
      'POST AOS_Line_Item_Groups',
      'POST AOS_Products_Quotes',
    ]);
  });

  it('as a guest knows the contact by the address', async () => {
    const guest = { user_id: undefined, email: 'IAM.robot4@example.com' };
    const calls = await callsDuring(bench, async () => {
      await bench.play('orders', sampleOrder({ order_id: 'OTR-guest', customer: guest, promotions: [] }));
    });
    expect(texts(calls)).toEqual([
      'POST AOS_Invoices',
      'POST AOS_Invoices relationships SecurityGroups',
      'POST AOS_Line_Item_Groups',
      'POST AOS_Products_Quotes',
    ]);
  });

  it('after a restart asks only for what is not kept: the promotion', async () => {
    bench = await bench.restart();
    const calls = await callsDuring(bench, () => bench.play('orders', sampleOrder({ order_id: 'OTR-restart' })));
    expect(texts(calls).filter((text) => text.startsWith('GET'))).toEqual(['GET OWL_Promotions']);
  });
});
