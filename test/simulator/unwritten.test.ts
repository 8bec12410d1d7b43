import { describe, expect, it } from 'vitest';
import { property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const created = (json: unknown, field: string) => property(json, 'data', 'attributes', field);

describe('a row that the database refuses while the answer is 201', () => {
  it.each(['', '/contacts'])('is that of a relationship (POST …/relationships%s)', async (link) => {
    const { simulator, api } = await start();
    await api.create('Leads', { last_name: 'Lead' }, ids.lead);
    await api.create('Contacts', { last_name: 'Contact' }, ids.contact);
    const path = `/module/Leads/${ids.lead}/relationships`;
    simulator.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'unstored-relation' } });
    const related = { data: { type: 'Contacts', id: ids.contact } };
    const refused = await api.call('POST', `${path}${link}`, related);
    expect(refused.status).toBe(201);
    expect((await api.call('GET', `${path}/contacts`)).text).toContain('There is no relationship set');
    const written = await api.call('POST', `${path}${link}`, related);
    expect(written.json).toEqual(refused.json);
    expect(property((await api.call('GET', `${path}/contacts`)).json, 'data', 0, 'id')).toBe(ids.contact);
  });

  it('is that of an address, of a contact’s account or of the custom fields: the record stands without', async () => {
    const { simulator, api } = await start();
    const attributes = {
      last_name: 'Contact',
      email1: 'a@example.com',
      account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
      birth_of_year_c: '1990',
    };
    simulator.faults.add({
      match: { method: 'POST', module: 'Contacts' },
      action: { kind: 'lost-fields', fields: ['email', 'account', 'custom'] },
    });
    const { status, json } = await api.create('Contacts', attributes, ids.contact);
    expect(status).toBe(201);
    const read = (await api.call('GET', `/module/Contacts/${ids.contact}`)).json;
    for (const field of ['email1', 'account_id', 'account_name', 'birth_of_year_c']) {
      expect([field, created(json, field), created(read, field)]).toEqual([field, '', '']);
    }
    expect(created(read, 'last_name')).toBe('Contact');
    expect(simulator.emailLinks()).toEqual([]);
    expect((await api.update('Contacts', ids.contact, attributes)).status).toBe(201);
    const mended = (await api.call('GET', `/module/Contacts/${ids.contact}`)).json;
    expect([created(mended, 'email1'), created(mended, 'account_name')]).toEqual(['a@example.com', 'Experience']);
  });

  it('may be shown by the answer as if it were stored', async () => {
    const { simulator, api } = await start();
    simulator.faults.add({
      match: { method: 'POST', module: 'Leads' },
      action: { kind: 'lost-fields', fields: ['email'], shows: 'sent' },
    });
    const { json } = await api.create('Leads', { last_name: 'Lead', email1: 'a@example.com' }, ids.lead);
    expect(created(json, 'email1')).toBe('a@example.com');
    expect(created((await api.call('GET', `/module/Leads/${ids.lead}`)).json, 'email1')).toBe('');
  });
});
