import { expect, it } from 'vitest';
import type { Api } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

async function sell(api: Api, order: readonly ('invoice' | 'return')[]): Promise<void> {
  for (const kind of order) {
    const id = kind === 'invoice' ? ids.invoice : ids.returned;
    await api.create('AOS_Invoices', { name: kind }, id);
  }
  await api.create('Contacts', { last_name: 'C', email1: 'c@example.com' }, ids.contact);
  await api.relate('AOS_Invoices', ids.invoice, 'AOS_Invoices', ids.returned);
}

it('snapshots of two runs are equal whatever their times, and numbers may be left out', async () => {
  const [one, two] = [await start({ clock: () => new Date('2026-01-01T00:00:00Z') }), await start()];
  await sell(one.api, ['invoice', 'return']);
  await sell(two.api, ['return', 'invoice']);
  const today = { quote_date: '', invoice_date: '' };
  for (const { simulator } of [one, two]) {
    simulator.edit('AOS_Invoices', ids.invoice, today);
    simulator.edit('AOS_Invoices', ids.returned, today);
  }
  const snapshot = one.simulator.snapshot({ withoutNumbers: true });
  expect(two.simulator.snapshot({ withoutNumbers: true })).toEqual(snapshot);
  expect(two.simulator.snapshot()).not.toEqual(one.simulator.snapshot());
  expect(Object.keys(snapshot.records)).toEqual(['Contacts', 'AOS_Invoices']);
  expect(snapshot.emails).toEqual([`Contacts/${ids.contact} c@example.com`]);
  expect(snapshot.joins.aos_invoices_aos_invoices_1).toHaveLength(2);
});

it('a snapshot shows a seed record only after it was changed', async () => {
  const { simulator } = await start();
  expect(simulator.snapshot()).toEqual({ records: {}, joins: {}, emails: [] });
  simulator.edit('OWL_Promotions', ids.promotion, { code: 'CHANGED' });
  expect(simulator.snapshot().records.OWL_Promotions?.[0]?.values.code).toBe('CHANGED');
});

it('a reset brings back the seed data and clears faults and journal, but keeps tokens', async () => {
  const { simulator, api } = await start();
  await api.create('Leads', { last_name: 'L' }, ids.lead);
  simulator.faults.add({ match: {}, action: { kind: 'access-denied' } });
  simulator.reset();
  expect(simulator.records('Leads')).toEqual([]);
  expect(simulator.records('Currencies')).toHaveLength(3);
  expect(simulator.journal.calls()).toEqual([]);
  expect((await api.call('GET', '/module/Currencies')).status).toBe(200);
});

it('the journal tells every call in order, with the record it is about', async () => {
  const { simulator, api } = await start();
  await api.create('Lead', { last_name: 'L' }, ids.lead);
  await api.call('GET', `/module/Leads/${ids.lead}`);
  const seen = simulator.journal
    .calls()
    .map(({ seq, method, path, module, id, status }) => [seq, method, path, module, id, status]);
  expect(seen).toEqual([
    [1, 'POST', '/Api/access_token', null, null, 200],
    [2, 'POST', '/Api/V8/module', 'Leads', ids.lead, 201],
    [3, 'GET', `/Api/V8/module/Leads/${ids.lead}`, 'Leads', ids.lead, 200],
  ]);
});
