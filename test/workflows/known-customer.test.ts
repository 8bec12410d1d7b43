import { beforeAll, describe, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';

describe('the second order of a customer', () => {
  const bench = useBench();
  beforeAll(async () => {
    await bench.play('registrations', sampleRegistration());
    await bench.play('orders', sampleOrder());
  });

  it('of a known product with a known promotion takes only the calls of the sale, and looks whether its relations stand', async () => {
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', sampleOrder({ order_id: 'OTR-second' }))).toMatchObject({ status: 'done' });
    });
    expect(texts(calls)).toEqual([
      'GET AOS_Invoices relationships',
      'GET AOS_Invoices relationships',
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
      'GET AOS_Invoices relationships',
      'POST AOS_Invoices',
      'POST AOS_Invoices relationships SecurityGroups',
      'POST AOS_Line_Item_Groups',
      'POST AOS_Products_Quotes',
    ]);
  });

  it('takes the calls of the sale alone where relations are not to be looked at', async () => {
    await bench.restart({ suitecrm: { verifyRelations: false } });
    const calls = await callsDuring(bench, () => bench.play('orders', sampleOrder({ order_id: 'OTR-unseen' })));
    expect(texts(calls)).toEqual([
      'GET OWL_Promotions',
      'POST AOS_Invoices',
      'POST AOS_Invoices relationships OWL_Promotions',
      'POST AOS_Invoices relationships SecurityGroups',
      'POST AOS_Line_Item_Groups',
      'POST AOS_Products_Quotes',
    ]);
  });

  it('after a restart asks only for what is not kept: the promotion', async () => {
    await bench.restart();
    const calls = await callsDuring(bench, () => bench.play('orders', sampleOrder({ order_id: 'OTR-restart' })));
    const looks = texts(calls).filter((text) => text.startsWith('GET') && !text.endsWith('relationships'));
    expect(looks).toEqual(['GET OWL_Promotions']);
  });
});
