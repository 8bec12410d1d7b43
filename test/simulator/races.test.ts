import { describe, expect, it } from 'vitest';
import { property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const email = 'race@example.com';

/** Keeps calls between reading and writing until so many are there. */
function together(count: number): () => Promise<void> {
  const all = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    missing -= 1;
    if (missing <= 0) all.resolve();
    return all.promise;
  };
}

describe('calls side by side', () => {
  it('give several invoices one number, and calls one after another do not', async () => {
    const { simulator, api } = await start();
    await api.token();
    simulator.setLatency(together(3));
    await Promise.all([1, 2, 3].map(() => api.create('AOS_Invoices', { name: 'I' })));
    expect(simulator.records('AOS_Invoices').map(({ values }) => values.number)).toEqual(['1', '1', '1']);
    const reply = await api.create('AOS_Invoices', { name: 'J' });
    expect(property(reply.json, 'data', 'attributes', 'number')).toBe('2');
  });

  it('with one new id insert once, and the loser has already written its e-mail link', async () => {
    const { simulator, api } = await start();
    await api.token();
    simulator.setLatency(together(2));
    const replies = await Promise.all(
      [1, 2].map(() => api.create('Contacts', { last_name: 'R', email1: email }, ids.contact)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400]);
    expect(simulator.records('Contacts')).toHaveLength(1);
    expect(simulator.emailLinks()).toHaveLength(2);
    const found = await api.call('GET', `/module/Contacts?filter[email1][eq]=${email}`);
    expect([property(found.json, 'data', 0, 'id'), property(found.json, 'data', 1, 'id')]).toEqual([
      ids.contact,
      ids.contact,
    ]);
  });

  it('with an id that exists write no second e-mail link', async () => {
    const { simulator, api } = await start();
    await api.create('Contacts', { last_name: 'R', email1: email }, ids.contact);
    const again = await api.create('Contacts', { last_name: 'R', email1: email }, ids.contact);
    expect(property(again.json, 'errors', 'detail')).toBe(`Bean Contacts with id ${ids.contact} is already exist`);
    expect(simulator.emailLinks()).toHaveLength(1);
  });

  it('double a join row, where repeated calls keep one', async () => {
    const { simulator, api } = await start();
    await api.create('AOS_Invoices', { name: 'I' }, ids.invoice);
    simulator.setLatency(together(2));
    const relate = () => api.relate('AOS_Invoices', ids.invoice, 'OWL_Promotions', ids.promotion);
    await Promise.all([relate(), relate()]);
    expect(simulator.joinRows('aos_invoices_owl_promotions_1')).toHaveLength(2);
    await relate();
    expect(simulator.joinRows('aos_invoices_owl_promotions_1')).toHaveLength(2);
  });

  it('on one lead lose one side of relating and changing it', async () => {
    const { simulator, api } = await start();
    await api.create('Leads', { last_name: 'L' }, ids.lead);
    await api.create('Contacts', { last_name: 'C' }, ids.contact);
    simulator.setLatency(together(2));
    const [related, changed] = await Promise.all([
      api.relate('Leads', ids.lead, 'Contacts', ids.contact),
      api.update('Lead', ids.lead, { converted: '1', status: 'Converted' }),
    ]);
    expect([related.status, changed.status]).toEqual([201, 201]);
    const lead = simulator.record('Leads', ids.lead)?.values;
    expect((lead?.contact_id ?? '') === '' || lead?.converted === '0').toBe(true);
    expect(simulator.journal.overlaps((call) => call.module === 'Leads')).toHaveLength(1);
  });

  it('one after the other keep both', async () => {
    const { simulator, api } = await start();
    await api.create('Leads', { last_name: 'L' }, ids.lead);
    await api.create('Contacts', { last_name: 'C' }, ids.contact);
    await api.relate('Leads', ids.lead, 'Contacts', ids.contact);
    await api.update('Lead', ids.lead, { converted: '1' });
    expect(simulator.record('Leads', ids.lead)?.values).toMatchObject({ contact_id: ids.contact, converted: '1' });
    expect(simulator.journal.overlaps()).toEqual([]);
  });

  it('are finished also when the client gives up', async () => {
    const { simulator, api } = await start();
    await api.token();
    const left = Promise.withResolvers<void>();
    simulator.setLatency(() => left.promise);
    const call = api.create('Leads', { last_name: 'Abandoned' }, ids.lead);
    await simulator.journal.waitFor((entry) => entry.module === 'Leads');
    await Promise.all([api.close(), expect(call).rejects.toThrow()]);
    left.resolve();
    await simulator.journal.waitFor((entry) => entry.module === 'Leads' && entry.finishedAt !== null);
    expect(simulator.record('Leads', ids.lead)?.values.last_name).toBe('Abandoned');
  });
});
