import { expect, it } from 'vitest';
import { invoiceId, lineId } from '../../src/domain/record-ids.ts';
import { replay } from '../../src/inbox/replay.ts';
import { send, startProcessBench } from '../support/process-bench.ts';
import { waitFor } from '../support/wait-for.ts';
import { saleOf } from '../support/workflows/crm-records.ts';
import { newOrder, textOf } from '../support/workflows/shop-events.ts';

const ENV = { LEASE_MS: '800' };
const UNIT = 'experience';

it.concurrent.each([
  ['AOS_Invoices', true],
  ['AOS_Invoices', false],
  ['AOS_Products_Quotes', true],
] as const)(
  'killed while it makes %s anew (the CRM was through with it: %s): the next one goes on looking, and nothing stands twice',
  async (module, commit) => {
    await using bench = await startProcessBench();
    const { crm } = bench;
    const service = await bench.start(ENV);
    const order = newOrder();
    const orderId = textOf(order, 'order_id');
    await send(service, 'orders', order);
    const [event] = await bench.allDone();
    const before = saleOf(crm, orderId);
    crm.remove('AOS_Invoices', invoiceId(UNIT, orderId));
    const next = module === 'AOS_Invoices' ? invoiceId(UNIT, orderId, 2) : lineId(UNIT, orderId, '1', 2);
    const match = {
      method: 'POST',
      module,
      call: (call: { body: unknown }) => JSON.stringify(call.body).includes(next),
    };
    crm.faults.add({ match, action: { kind: 'hang', commit } });
    expect(await replay(bench.database.database, event?.id ?? '', null, 'again')).toBe('replayed');
    const hung = await waitFor('the call is with the CRM', () => crm.faults.applied()[0]?.call ?? null, 60_000);
    await service.kill();
    await waitFor('the CRM has noticed', () => hung.finishedAt !== null);
    await bench.start(ENV);
    const events = await bench.allDone();
    expect(events.some(({ takeovers }) => takeovers > 0)).toBe(true);
    const sale = saleOf(crm, orderId);
    expect(sale.invoice).toMatchObject({ id: invoiceId(UNIT, orderId, 2), total_amount: before.invoice.total_amount });
    expect(sale.groups).toHaveLength(1);
    expect(sale.lines.map(({ id }) => id)).toEqual([lineId(UNIT, orderId, '1', 2)]);
  },
);
