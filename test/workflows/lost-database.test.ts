import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SuiteCrmFaultAction } from '../../lab/simulator/suitecrm/index.ts';
import { type Bench, startBench } from '../support/service.ts';
import { returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newOrder, newRefund, newRegistration, textOf } from '../support/workflows/shop-events.ts';

/** As SuiteCRM answers where its own database connection breaks: something is "not found". */
const lost = (missing: 'user' | 'record' | 'related', commit: boolean): SuiteCrmFaultAction => ({
  kind: 'lost-database',
  missing,
  commit,
});

describe('a CRM that loses its database and says that records which stand are not found', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  it.each([
    ['the user behind the token', lost('user', false)],
    ['the user behind the token, after the work', lost('user', true)],
    ['the record', lost('record', false)],
    ['the record, after the work', lost('record', true)],
    ['the related record', lost('related', false)],
    ['the related record, after the work', lost('related', true)],
  ])('makes no event dead: %s', async (_, action) => {
    const customer = newCustomer();
    // Each kind of call meets it once.
    for (const [method, path, module] of [
      ['GET', undefined, 'Contacts'],
      ['POST', '/Api/V8/module', 'Leads'],
      ['POST', '/Api/V8/module', 'Contacts'],
      ['POST', '/Api/V8/module', 'AOS_Invoices'],
      ['POST', '/Api/V8/module', 'AOS_Products_Quotes'],
      ['PATCH', undefined, 'Leads'],
      ['POST', /Leads\/.*\/relationships$/, undefined],
      ['POST', /ProspectLists\/.*\/relationships$/, undefined],
      ['POST', /AOS_Invoices\/.*\/relationships$/, undefined],
      ['GET', /AOS_Invoices\/.*\/relationships/, undefined],
    ] as const) {
      const match = { method, ...(path === undefined ? {} : { path }), ...(module === undefined ? {} : { module }) };
      bench.crm.faults.add({ match, action });
    }
    expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({
      status: 'done',
      warnings: [],
    });
    const order = newOrder({ customer, promotions: ['PROMO10'] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'done', warnings: [] });
    const orderId = textOf(order, 'order_id');
    expect(saleOf(bench.crm, orderId).lines).toHaveLength(1);
    expect(returnsOf(bench.crm, orderId)).toHaveLength(1);
  });

  it('is believed once it says so again and again: a record that was deleted makes the event dead', async () => {
    const order = newOrder({ promotions: ['PROMO10'] });
    await bench.play('orders', order);
    bench.crm.remove('AOS_Invoices', saleOf(bench.crm, textOf(order, 'order_id')).invoice.id ?? '');
    expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'dead', errorClass: 'permanent' });
  });
});
