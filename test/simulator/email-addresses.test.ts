import { describe, expect, it } from 'vitest';
import { type Api, property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const address = 'e0000000-0000-4000-8000-00000000000e';
const shown = async (api: Api, field: string) =>
  property((await api.call('GET', `/module/Contacts/${ids.contact}`)).json, 'data', 'attributes', field);

describe('an e-mail address', () => {
  it.each(['.a@example.com', 'a.@example.com', 'a..b@example.com', 'a@ex_ample.com', 'a@127.0.0.1'])(
    'of the form %s is kept',
    async (email1) => {
      const { api } = await start();
      await api.create('Contacts', { last_name: 'C', email1 }, ids.contact);
      expect(await shown(api, 'email1')).toBe(email1);
    },
  );

  it.each(['a%b@example.com', 'a|b@example.com', 'a@b.c', 'a@localhost', ' a@example.com', 'ä@example.com'])(
    'of the form %s is dropped without a word',
    async (email1) => {
      const { api } = await start();
      expect((await api.create('Contacts', { last_name: 'C', email1 }, ids.contact)).status).toBe(201);
      expect(await shown(api, 'email1')).toBe('');
    },
  );

  it('takes the place of another by being related by the link’s name before the other is unrelated', async () => {
    const { simulator, api } = await start();
    await api.create('Contacts', { last_name: 'C', email1: 'old@example.com' }, ids.contact);
    const old = simulator.emailLinks()[0]?.email.id ?? '';
    await api.create('EmailAddresses', { email_address: 'new@example.com' }, address);
    const link = `/module/Contacts/${ids.contact}/relationships/email_addresses`;
    for (const _ of [1, 2]) await api.call('POST', link, { data: { type: 'EmailAddresses', id: address } });
    expect([await shown(api, 'email1'), await shown(api, 'email2')]).toEqual(['old@example.com', 'new@example.com']);
    await api.call('DELETE', `${link}/${old}`);
    await api.update('Contacts', ids.contact, { title: 'x' });
    expect([await shown(api, 'email1'), await shown(api, 'email2')]).toEqual(['new@example.com', '']);
    const found = await api.call('GET', '/module/Contacts?filter[email1][eq]=old@example.com');
    expect(property(found.json, 'data', 0, 'id')).toBe(ids.contact);
  });

  it('that is opted out is so on every record that carries it', async () => {
    const { simulator, api } = await start();
    await api.create('Contacts', { last_name: 'C', email1: 'a@example.com' }, ids.contact);
    await api.create('Leads', { last_name: 'L', email1: 'A@example.com' }, ids.lead);
    await api.update('Contacts', ids.contact, { email_opt_out: '1' });
    expect(await shown(api, 'email_opt_out')).toBe('0');
    await api.update('EmailAddresses', simulator.emailLinks()[0]?.email.id ?? '', { opt_out: '1' });
    expect(await shown(api, 'email_opt_out')).toBe('1');
    const lead = await api.call('GET', `/module/Leads/${ids.lead}`);
    expect(property(lead.json, 'data', 'attributes', 'email_opt_out')).toBe('1');
  });
});
