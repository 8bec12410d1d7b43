import { setTimeout as pause } from 'node:timers/promises';
import { CalmShop, type Sent } from '../load/one-by-one.ts';
import type { BenchPart } from '../part.ts';
import { CrmProcess } from '../processes/crm-client.ts';
import type { SeenCall } from '../processes/crm-protocol.ts';
import { startService } from '../processes/service.ts';
import { atMost, percentile } from '../report/statistics.ts';
import { knowCustomers } from '../stage/known-customers.ts';

const WEBHOOKS = 100;
const CUSTOMERS = 20;
/** Between the end of one order and the next webhook. */
const PAUSE_MS = 50;
const WARM_UP = 20;

export const latency: BenchPart = {
  name: 'latency',
  title: 'From sending a webhook to an idle service until its first call reaches the CRM',
  async run(context) {
    const crm = await CrmProcess.start(context);
    const customers = await knowCustomers(context, crm, CUSTOMERS);
    const { url } = await startService(context, { ...crm.environment, DATABASE_URL: customers.databaseUrl });
    const shop = await CalmShop.open(url);
    context.defer(async () => shop.close());
    const send = async (orders: readonly object[]) => {
      const sent: Sent[] = [];
      for (const order of orders) {
        sent.push(await shop.send(order));
        // The looks of the wait would share the cores with the first call.
        await pause(PAUSE_MS);
        await customers.inbox.allDone();
        await pause(PAUSE_MS);
      }
      return sent;
    };
    await send(customers.orders(WARM_UP));
    await crm.forget();
    const sent = await send(customers.orders(WEBHOOKS));
    const firstCalls = firstArrivals(await crm.calls());
    const times = sent.map(({ requestId, sentAt }) => (firstCalls.get(requestId) ?? Number.NaN) - sentAt);
    if (times.some(Number.isNaN)) context.fault('an order is done and the CRM has seen no call of it');
    const answers = sent.map(({ sentAt, answeredAt }) => answeredAt - sentAt);
    const note = `${WEBHOOKS} orders of known customers, each sent ${PAUSE_MS} ms after the one before was done`;
    return [
      { name: 'first CRM call, p50', value: percentile(times, 0.5), unit: 'ms', note },
      { name: 'first CRM call, p95', value: percentile(times, 0.95), unit: 'ms', target: atMost(10) },
      { name: '202, p50', value: percentile(answers, 0.5), unit: 'ms' },
      { name: '202, p95', value: percentile(answers, 0.95), unit: 'ms' },
    ];
  },
};

function firstArrivals(calls: readonly SeenCall[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { requestId, startedAt } of calls) {
    if (requestId !== null) first.set(requestId, Math.min(startedAt, first.get(requestId) ?? startedAt));
  }
  return first;
}
