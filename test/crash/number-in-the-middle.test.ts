import { expect, it } from 'vitest';
import { send, startProcessBench } from '../support/process-bench.ts';
import { waitFor } from '../support/wait-for.ts';
import { newOrder } from '../support/workflows/shop-events.ts';

const ENV = { LEASE_MS: '800' };

it.concurrent.each([
  ['PATCH', true],
  ['PATCH', false],
  ['GET', false],
  ['POST', true],
] as const)(
  'killed at %s of an invoice whose number another has (the CRM was through with it: %s): the next gives it the one that was claimed',
  async (method, commit) => {
    await using bench = await startProcessBench();
    const { crm } = bench;
    const service = await bench.start(ENV);
    await send(service, 'orders', newOrder());
    await bench.allDone();
    for (const { id } of crm.records('AOS_Invoices')) crm.edit('AOS_Invoices', id, { number: '0' });
    crm.faults.add({ match: { method, module: 'AOS_Invoices' }, action: { kind: 'hang', commit } });
    await send(service, 'orders', newOrder());
    const hung = await waitFor('the call is with the CRM', () => crm.faults.applied()[0]?.call ?? null, 60_000);
    await service.kill();
    await waitFor('the CRM has noticed', () => hung.finishedAt !== null);
    await bench.start(ENV);
    const events = await bench.allDone();
    expect(events.some(({ takeovers }) => takeovers > 0)).toBe(true);
    expect(
      crm
        .records('AOS_Invoices')
        .map(({ values }) => values.number)
        .sort(),
    ).toEqual(['0', '2']);
    const links = await bench.database.database.prisma.link.findMany({ where: { kind: 'invoice_number' } });
    expect(links.map(({ localId, origin }) => `${localId} ${origin}`).sort()).toEqual(['1 created', '2 created']);
  },
);
