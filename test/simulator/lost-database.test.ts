import { describe, expect, it } from 'vitest';
import type { SuiteCrmFaultAction } from '../../lab/simulator/suitecrm/index.ts';
import { property, type Reply } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const lost = (missing: 'user' | 'record' | 'related' | 'rows', commit = false): SuiteCrmFaultAction => ({
  kind: 'lost-database',
  commit,
  missing,
});
const own = 'application/vnd.api+json';

async function withLeadAndContact() {
  const started = await start();
  await started.api.create('Leads', { last_name: 'Lead' }, ids.lead);
  await started.api.create('Contacts', { last_name: 'Contact' }, ids.contact);
  return started;
}

const refusal = ({ status, headers, json }: Reply) => [
  status,
  headers['content-type'],
  property(json, 'errors', 'detail'),
];

describe('a CRM that loses its own database during a call', () => {
  it('says that a record which stands is not found', async () => {
    const { simulator, api } = await withLeadAndContact();
    simulator.faults.add({ match: { module: 'Leads', times: 3 }, action: lost('record') });
    const detail = `Leads module with id ${ids.lead} is not found`;
    expect(refusal(await api.call('GET', `/module/Leads/${ids.lead}`))).toEqual([400, own, detail]);
    expect(refusal(await api.update('Lead', ids.lead, { title: 'x' }))).toEqual([400, own, detail]);
    const related = await api.relate('Leads', ids.lead, 'Contacts', ids.contact);
    expect(refusal(related)).toEqual([400, 'application/json', detail]);
    expect((await api.call('GET', `/module/Leads/${ids.lead}`)).status).toBe(200);
  });

  it('says that the related record is not found', async () => {
    const { simulator, api } = await withLeadAndContact();
    simulator.faults.add({ match: { module: 'Leads' }, action: lost('related') });
    const reply = await api.relate('Leads', ids.lead, 'Contact', ids.contact);
    expect(refusal(reply)).toEqual([400, 'application/json', `Contacts module with id ${ids.contact} is not found`]);
  });

  it('says of any call that the API user is not found', async () => {
    const { simulator, api } = await withLeadAndContact();
    await api.token();
    simulator.faults.add({ match: { times: 4 }, action: lost('user') });
    const detail = 'Users module with id 1 is not found';
    expect(refusal(await api.call('GET', '/module/Leads'))).toEqual([400, own, detail]);
    expect(refusal(await api.call('GET', '/meta/fields/Leads'))).toEqual([400, own, detail]);
    expect(refusal(await api.create('Leads', { last_name: 'New' }))).toEqual([400, own, detail]);
    const related = await api.relate('Leads', ids.lead, 'Contacts', ids.contact);
    expect(refusal(related)).toEqual([400, 'application/json', detail]);
  });

  it('lists no related records, as if there were none', async () => {
    const { simulator, api } = await withLeadAndContact();
    await api.relate('Leads', ids.lead, 'Contacts', ids.contact);
    const read = () => api.call('GET', `/module/Leads/${ids.lead}/relationships/contacts`);
    simulator.faults.add({ match: { module: 'Leads' }, action: lost('rows') });
    const reply = await read();
    expect(reply.status).toBe(200);
    const text = 'There is no relationship set in Lead module with contacts link field';
    expect(reply.json).toEqual({ meta: { message: text }, data: [] });
    expect(property((await read()).json, 'data', 0, 'id')).toBe(ids.contact);
  });

  it.each([true, false])('may have done the work all the same (%s)', async (commit) => {
    const { simulator, api } = await withLeadAndContact();
    simulator.faults.add({ match: { method: 'PATCH' }, action: lost('record', commit) });
    expect((await api.update('Leads', ids.lead, { title: 'x' })).status).toBe(400);
    expect(simulator.record('Leads', ids.lead)?.values.title).toBe(commit ? 'x' : undefined);
  });
});
