import { describe, expect, it } from 'vitest';
import type { SuiteCrmFaultAction } from '../../lab/simulator/suitecrm/index.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { relatedIds, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newLine, newOrder, newRegistration, textOf } from '../support/workflows/shop-events.ts';

/** A 400 as SuiteCRM words it. */
function refusal(detail: string): SuiteCrmFaultAction {
  return {
    kind: 'answer',
    commit: false,
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ errors: { status: 400, title: null, detail } }),
  };
}

describe('what the CRM refuses', () => {
  const bench = useBench();

  it('for a field that its module lacks stops the event at once, with the step and the cure; a replay goes on there', async () => {
    bench.crm.faults.add({
      match: { method: 'POST', module: 'jjwg_Markers' },
      action: refusal('Property marker_type_c in jjwg_Markers module is invalid'),
    });
    const marker = { name: 'Tea house', type: 'origin', lat: '25', lng: '121' };
    const order = newOrder({ groups: [{ lines: [newLine({ sku: 'PINNED', marker })] }] });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({
      status: 'dead',
      attempts: 1,
      errorClass: 'permanent',
      errorCode: 'property_rejected',
      errorStep: 'marker PINNED',
      errorMessage: expect.stringMatching(/Property marker_type_c .* add the field to the module in the CRM's Studio/),
    });
    const calls = await callsDuring(bench, async () => {
      expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    });
    expect(texts(calls)).not.toContain('POST Contacts');
    expect(texts(calls)).not.toContain('POST AOS_Products');
    expect(saleOf(bench.crm, textOf(order, 'order_id')).lines).toHaveLength(1);
  });

  it('for want of a relationship lets the rest of the order be recorded first', async () => {
    bench.crm.faults.add({
      match: { method: 'POST', path: /AOS_Invoices\/.*\/relationships$/, body: (body) => isPromotion(body) },
      action: refusal('Link field has not found in AOS_Invoices to determine relationship for OWL_Promotions'),
    });
    const order = newOrder({ promotions: ['PROMO10'] });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorStep: 'promotion PROMO10',
      errorMessage: expect.stringContaining("add the relationship in the CRM's Studio"),
    });
    const { invoice, lines } = saleOf(bench.crm, textOf(order, 'order_id'));
    expect(lines).toHaveLength(1);
    const calls = await callsDuring(bench, () => replayed(bench, event.id));
    expect(texts(calls)).toEqual([
      'GET AOS_Invoices relationships',
      'GET AOS_Invoices relationships',
      'POST AOS_Invoices relationships OWL_Promotions',
    ]);
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoice.id)).toHaveLength(1);
  });

  it('for want of rights stops the event and says which', async () => {
    bench.crm.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'access-denied' } });
    expect(await bench.play('registrations', newRegistration())).toMatchObject({
      status: 'dead',
      attempts: 1,
      errorClass: 'permanent',
      errorStep: 'lead',
      errorMessage: expect.stringContaining('give its role the right to edit the module'),
    });
  });

  it('holds up no later event of the same customer', async () => {
    const registration = newRegistration();
    bench.crm.faults.add({
      match: { method: 'POST', module: 'Leads' },
      action: refusal('Property refered_by in Lead module is invalid'),
    });
    expect(await bench.play('registrations', registration)).toMatchObject({ status: 'dead' });
    const order = newOrder({ customer: registration.data.customer });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
  });
});

function isPromotion(body: unknown): boolean {
  return JSON.stringify(body).includes('OWL_Promotions');
}
