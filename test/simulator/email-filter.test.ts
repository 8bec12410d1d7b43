import { describe, expect, it } from 'vitest';
import { property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const email = 'trap@example.com';
const search = (module: string, address = email) =>
  `/module/${module}?filter[email1][eq]=${encodeURIComponent(address)}`;

describe('a filter by e-mail', () => {
  it('finds any address of a contact, in any letter case', async () => {
    const { api } = await start();
    await api.create(
      'Contacts',
      { last_name: 'C', email1: 'first@example.com', email2: 'Second@Example.com' },
      ids.contact,
    );
    const reply = await api.call('GET', search('Contacts', 'second@example.COM'));
    expect(property(reply.json, 'data', 0, 'attributes', 'email1')).toBe('first@example.com');
  });

  it('finds contacts by links that were removed', async () => {
    const { simulator, api } = await start();
    await api.create('Contacts', { last_name: 'C', email1: email }, ids.contact);
    for (const link of simulator.emailLinks()) {
      link.deleted = true;
    }
    const reply = await api.call('GET', search('Contacts'));
    expect([property(reply.json, 'data', 0, 'id'), property(reply.json, 'data', 0, 'attributes', 'email1')]).toEqual([
      ids.contact,
      '',
    ]);
  });

  it('finds a contact by the address of a lead that has the same id', async () => {
    const { api } = await start();
    await api.create('Leads', { last_name: 'L', email1: email }, ids.contact);
    await api.create('Contacts', { last_name: 'C' }, ids.contact);
    const reply = await api.call('GET', search('Contacts'));
    expect(property(reply.json, 'data', 0, 'id')).toBe(ids.contact);
  });

  it('returns every contact that has the address', async () => {
    const { api } = await start();
    await api.create('Contacts', { last_name: 'C', email1: email }, ids.contact);
    await api.create('Contacts', { last_name: 'D', email1: email }, ids.otherContact);
    const reply = await api.call('GET', search('Contacts'));
    expect(property(reply.json, 'data', 'length')).toBe(2);
  });

  it.each([
    ['by the singular module name', { emailFilter: true }, 'Contact'],
    ['on an older version', { emailFilter: false }, 'Contacts'],
  ])('fails in the database %s', async (_title, options, module) => {
    const { api } = await start(options);
    const reply = await api.call('GET', search(module));
    expect([reply.status, reply.json]).toEqual([400, undefined]);
    expect(reply.text).toContain('Database failure');
  });

  it('finds nothing after the contact was deleted', async () => {
    const { simulator, api } = await start();
    await api.create('Contacts', { last_name: 'C', email1: email }, ids.contact);
    simulator.remove('Contacts', ids.contact);
    const reply = await api.call('GET', search('Contacts'));
    expect(property(reply.json, 'meta', 'message')).toBe('Request was successful, but there is no result');
  });
});
