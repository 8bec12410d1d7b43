import { describe, expect, it } from 'vitest';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike } from '../support/workflows/calls.ts';
import { relatedIds, saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newId } from '../support/workflows/shop-events.ts';

const TWENTY = Array.from({ length: 20 }, (_, index) => index);

describe.each([0, 15])('an order that is sent twenty times at once to a CRM that takes %i ms a call', (latency) => {
  const bench = useBench({ simulator: { latency }, worker: { concurrency: 16 } });

  const anOrder = () => sampleOrder({ order_id: newId('OTR'), customer: newCustomer() });
  const expectOneSale = (orderId: unknown) => {
    const { invoice, groups, lines } = saleOf(bench.crm, String(orderId));
    expect([groups.length, lines.length]).toEqual([1, 1]);
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoice.id)).toHaveLength(1);
  };

  it('under one webhook id is one event and one sale', async () => {
    const order = anOrder();
    const id = newId('msg');
    const answers = await Promise.all(TWENTY.map(() => bench.shop.send('orders', order, { id })));
    const eventIds = new Set(answers.map((answer) => Object(answer.body).event_id));
    expect(eventIds.size).toBe(1);
    expect(answers.filter((answer) => Object(answer.body).status === 'accepted')).toHaveLength(1);
    for (const eventId of eventIds) expect(await bench.settled(eventId)).toMatchObject({ status: 'done' });
    expectOneSale(order.data.order_id);
  });

  it('under twenty webhook ids makes one sale, and every event is done', async () => {
    const order = anOrder();
    const calls = await callsDuring(bench, async () => {
      const events = await Promise.all(TWENTY.map(() => bench.play('orders', order)));
      expect(events.map((event) => event.status)).toEqual(TWENTY.map(() => 'done'));
      expect(events.flatMap((event) => event.warnings)).toEqual([]);
    });
    expect(callsLike(calls, 'POST AOS_Invoices')).toHaveLength(1);
    expectOneSale(order.data.order_id);
  });

  it('never has two invoices on the way at once', async () => {
    await Promise.all(TWENTY.map(() => bench.play('orders', anOrder())));
    const creates = bench.crm.journal.overlaps(
      (call) => call.path.endsWith('/module') && call.module === 'AOS_Invoices',
    );
    expect(creates).toEqual([]);
    const numbers = bench.crm.records('AOS_Invoices').map((row) => row.values.number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
