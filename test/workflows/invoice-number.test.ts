import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultActions, type JournaledCall, type SuiteCrmFaultAction } from '../../lab/simulator/suitecrm/index.ts';
import { invoiceId } from '../../src/domain/record-ids.ts';
import { replay } from '../../src/inbox/replay.ts';
import { type Bench, startBench } from '../support/service.ts';
import { recordsWith, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

const INVOICES = 'AOS_Invoices';
const isPatch = ({ method, module }: JournaledCall) => method === 'PATCH' && module === INVOICES;

describe('an invoice that the CRM gives a number which another one has', () => {
  let bench: Bench;
  let first: ReturnType<typeof newOrder>;
  beforeEach(async () => {
    bench = await startBench({ retry: { maxAttempts: 3 } });
    first = newOrder();
    expect(await bench.play('orders', first)).toMatchObject({ status: 'done', warnings: [] });
    forgetNumbers();
  });
  afterEach(async () => {
    await bench.close();
  });

  const invoiceOf = (order: ReturnType<typeof newOrder>) => saleOf(bench.crm, textOf(order, 'order_id')).invoice;
  /** The CRM counts from the highest number that it sees: it begins anew, and gives 1 once more. */
  const forgetNumbers = () => {
    for (const { id } of bench.crm.records(INVOICES)) bench.crm.edit(INVOICES, id, { number: '0' });
  };
  /** Whose each number is, and how it came to be theirs. */
  const holders = async () => {
    const { link } = bench.database.database.prisma;
    const links = await link.findMany({ where: { kind: 'invoice_number' } });
    return Object.fromEntries(links.map(({ localId, crmId, origin }) => [localId, { crmId, origin }]));
  };
  const hitPatches = (action: SuiteCrmFaultAction, times = 1) =>
    bench.crm.faults.add({ match: { call: isPatch, times }, action });
  const again = async (eventId: string) => {
    bench.crm.faults.clear();
    expect(await replay(bench.database.database, eventId)).toBe('replayed');
    bench.service.wake();
    return await bench.settled(eventId);
  };
  /** Somebody enters an invoice in the CRM while it is at work on the change of a number. */
  const enterDuringPatch = (number: string) => {
    const id = randomUUID();
    bench.crm.setLatency((call) => {
      if (isPatch(call)) bench.crm.edit(INVOICES, id, { name: 'by hand', number });
      return 0;
    });
    return id;
  };

  it('gets the next one that nobody has', async () => {
    const order = newOrder();
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    const { id, number } = invoiceOf(order);
    expect(number).toBe('2');
    expect(await holders()).toEqual({
      '1': { crmId: invoiceOf(first).id, origin: 'created' },
      '2': { crmId: id, origin: 'created' },
    });
  });

  it('costs one call to change and one to look, and one that has its number costs none', async () => {
    const before = bench.calls().length;
    await bench.play('orders', newOrder());
    expect(
      bench
        .calls()
        .slice(before)
        .filter((call) => call.endsWith(INVOICES)),
    ).toEqual([`POST ${INVOICES}`, `PATCH ${INVOICES}`, `GET ${INVOICES}`]);
    const between = bench.calls().length;
    await bench.play('orders', newOrder());
    expect(
      bench
        .calls()
        .slice(between)
        .filter((call) => call.endsWith(INVOICES)),
    ).toEqual([`POST ${INVOICES}`]);
  });

  it('gets one of its own where it is a return', async () => {
    expect(await bench.play('refunds', newRefund(first))).toMatchObject({ status: 'done', warnings: [] });
    expect(returnsOf(bench.crm, textOf(first, 'order_id')).map(({ invoice }) => invoice.number)).toEqual(['2']);
  });

  it('goes on to the next where somebody was given that one meanwhile', async () => {
    const byHand = enterDuringPatch('2');
    const order = newOrder();
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).number).toBe('3');
    expect(await holders()).toMatchObject({
      '2': { crmId: byHand, origin: 'found' },
      '3': { crmId: invoiceOf(order).id, origin: 'created' },
    });
  });

  it.each([
    ['the CRM kept', faultActions.cutAfter],
    ['the CRM never saw', faultActions.cutBefore],
  ])('gets the same one after a change without an answer that %s', async (_how, action) => {
    hitPatches(action);
    const order = newOrder();
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).number).toBe('2');
    expect(Object.keys(await holders())).toEqual(['1', '2']);
  });

  it('is not done before it has it, and a replay gives it the number that was claimed', async () => {
    hitPatches(faultActions.emptyServerError, 100);
    const order = newOrder();
    const dead = await bench.play('orders', order);
    expect(dead).toMatchObject({ status: 'dead', errorStep: 'number 2' });
    expect(await holders()).toMatchObject({ '2': { crmId: invoiceOf(order).id, origin: 'claimed' } });
    bench.crm.faults.clear();
    expect(await bench.play('orders', newOrder())).toMatchObject({ status: 'done', warnings: [] });
    expect(await again(dead.id)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).number).toBe('2');
  });

  it('keeps the one that a person gave it while nobody knew what became of the change', async () => {
    bench = await bench.restart({ retry: { maxAttempts: 1 } });
    hitPatches(faultActions.cutAfter);
    const order = newOrder();
    const dead = await bench.play('orders', order);
    bench.crm.edit(INVOICES, invoiceOf(order).id ?? '', { number: '900' });
    expect(await again(dead.id)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).number).toBe('900');
    const { id } = invoiceOf(order);
    expect(Object.entries(await holders()).filter(([, holder]) => holder.crmId === id)).toEqual([
      ['900', { crmId: id, origin: 'created' }],
    ]);
  });

  it('is a warning that names both where the CRM keeps its number whatever is sent', async () => {
    const order = newOrder();
    const id = invoiceId('experience', textOf(order, 'order_id'));
    bench.crm.faults.add({
      match: { call: isPatch },
      action: {
        kind: 'answer',
        commit: false,
        status: 201,
        body: JSON.stringify({ data: { type: INVOICES, id, attributes: { number: '1' } } }),
        headers: { 'Content-Type': 'application/vnd.api+json' },
      },
    });
    const event = await bench.play('orders', order);
    expect(event).toMatchObject({ status: 'done', warnings: [expect.stringContaining('number 1 stands twice')] });
    expect(event.warnings[0]).toContain(textOf(first, 'order_id'));
    expect(event.warnings[0]).toContain(id);
    expect(Object.keys(await holders())).toEqual(['1']);
  });

  it('gets one where it was made in an attempt whose answer was lost', async () => {
    bench.crm.faults.add({ match: { method: 'POST', module: INVOICES }, action: faultActions.cutAfter });
    const order = newOrder();
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(invoiceOf(order).number).toBe('2');
  });

  it('of a dead order is settled by the corrected one', async () => {
    hitPatches(faultActions.emptyServerError, 100);
    const order = newOrder();
    expect(await bench.play('orders', order)).toMatchObject({ status: 'dead' });
    bench.crm.faults.clear();
    const corrected = newOrder({ ...order.data, order_number: 'corrected' });
    expect(await bench.play('orders', corrected)).toMatchObject({ status: 'done', warnings: [] });
    expect(recordsWith(bench.crm, INVOICES, { name: 'corrected' }).map(({ number }) => number)).toEqual(['2']);
  });
});
