import { describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newCustomer, newOrder, newOrderUpdate, newRegistration, textOf } from '../support/workflows/shop-events.ts';

const ALWAYS = 1_000;

describe('updates of one order', () => {
  const bench = useBench({ retry: { maxAttempts: 3, baseMs: 1, maxMs: 20 } });

  const place = async (status = 'Not Paid') => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const order = newOrder({ customer, status });
    await bench.play('orders', order);
    const lead = leadId('experience', customer.user_id);
    return {
      order,
      invoice: () => saleOf(bench.crm, textOf(order, 'order_id')).invoice,
      lead: () => recordWith(bench.crm, 'Leads', { id: lead }),
      update: (updated_at: string | null, changes: object) =>
        bench.play('order-updates', newOrderUpdate(order, { updated_at, ...changes })),
    };
  };

  it('an older one changes nothing and names both instants, wherever they differ', async () => {
    const { order, invoice, update } = await place();
    const newer = await update('2026-03-02T17:00:00.000002+08:00', { status: 'Canceled' });
    const calls = await callsDuring(bench, async () => {
      expect(await update('2026-03-02 09:00:00.000001Z', { status: 'Paid' })).toMatchObject({
        status: 'done',
        warnings: [
          `This update of order ${order.data.order_id} is of 2026-03-02T09:00:00.000001Z, older than that of 2026-03-02T09:00:00.000002Z (event ${newer.id}), which stands: nothing was changed`,
        ],
      });
    });
    expect(calls).toEqual([]);
    expect(invoice().status).toBe('Canceled');
  });

  it('of two of the same instant the later to arrive counts', async () => {
    const { invoice, update } = await place();
    await update('2026-03-02T09:00:00Z', { status: 'Canceled' });
    expect(await update('2026-03-02T09:00:00Z', { status: 'Paid' })).toMatchObject({ status: 'done', warnings: [] });
    expect(invoice().status).toBe('Paid');
  });

  it('one without an instant of its own is of the timestamp of its envelope', async () => {
    const { invoice, update } = await place();
    await update('2020-12-18T02:00:00Z', { status: 'Canceled' });
    // The sample's envelope is of 2020-12-17.
    expect(await update(null, { status: 'Paid' })).toMatchObject({
      warnings: [expect.stringContaining('is of 2020-12-17')],
    });
    expect(invoice().status).toBe('Canceled');
  });

  it('one that was refused is not applied: an older one comes after it', async () => {
    const { invoice, update } = await place();
    const denied = { match: { method: 'PATCH', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } } as const;
    bench.crm.faults.add(denied);
    expect(await update('2026-03-02T09:00:00Z', { status: 'Paid' })).toMatchObject({ status: 'dead' });
    expect(await update('2026-03-01T09:00:00Z', { status: 'Canceled' })).toMatchObject({
      status: 'done',
      warnings: [],
    });
    expect(invoice().status).toBe('Canceled');
  });

  it('one whose answer was lost is made again, and does not find itself too late', async () => {
    const { invoice, lead, update } = await place();
    bench.crm.faults.add({ match: { method: 'PATCH', module: 'AOS_Invoices' }, action: faultActions.cutAfter });
    expect(await update('2026-03-02T09:00:00Z', { status: 'Paid' })).toMatchObject({
      status: 'done',
      attempts: 2,
      warnings: [],
    });
    expect(invoice().status).toBe('Paid');
    expect(lead().converted).toBe('1');
  });

  it('one that died between the invoice and the lead converts the lead when it is replayed, after a newer update too', async () => {
    const { invoice, lead, update } = await place();
    const match = { method: 'PATCH', module: 'Leads', times: ALWAYS };
    bench.crm.faults.add({ match, action: { kind: 'access-denied' } });
    const dead = await update('2026-03-02T09:00:00Z', { status: 'Paid' });
    expect(dead).toMatchObject({ status: 'dead', errorStep: expect.stringContaining('converted') });
    expect(invoice().status).toBe('Paid');
    bench.crm.faults.clear();
    await update('2026-03-03T09:00:00Z', { description: 'newer' });
    const calls = await callsDuring(bench, async () => {
      expect(await replayed(bench, dead.id)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).not.toContain('PATCH AOS_Invoices');
    expect(lead().converted).toBe('1');
    expect(invoice()).toMatchObject({ status: 'Paid', description: 'newer' });
  });

  it('one that died between the invoice and the lead leaves the lead where a newer one canceled the order', async () => {
    const { lead, update } = await place();
    const match = { method: 'POST', module: 'Leads', times: ALWAYS };
    bench.crm.faults.add({ match, action: { kind: 'access-denied' } });
    const dead = await update('2026-03-02T09:00:00Z', { status: 'Paid' });
    expect(dead.status).toBe('dead');
    bench.crm.faults.clear();
    await update('2026-03-03T09:00:00Z', { status: 'Canceled' });
    expect(await replayed(bench, dead.id)).toMatchObject({ status: 'done' });
    expect(lead().converted).toBe('0');
  });
});

describe('an update whose call the CRM is still at work on', () => {
  const bench = useBench({ retry: { maxAttempts: 1 }, suitecrm: { timeoutMs: 1_000 }, longestQuietMs: 1_800 });

  it('and which is given up does not overtake the next one', async () => {
    const order = newOrder();
    await bench.play('orders', order);
    bench.crm.faults.add({
      match: { method: 'PATCH', module: 'AOS_Invoices' },
      action: { kind: 'slow', ms: 1_500, commit: 'end' },
    });
    const given = await bench.play('order-updates', newOrderUpdate(order, { status: 'Canceled' }));
    expect(given).toMatchObject({ status: 'dead', errorClass: 'transient' });
    const next = await bench.play('order-updates', newOrderUpdate(order, { status: 'Not Paid' }));
    expect(next).toMatchObject({ status: 'done', warnings: [] });
    expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice.status).toBe('Not Paid');
  });
});
