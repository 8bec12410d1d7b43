import { describe, expect, it } from 'vitest';
import { property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

describe('a deleted record', () => {
  it('keeps its id taken and cannot be read, changed or created again', async () => {
    const { simulator, api } = await start();
    await api.create('Leads', { last_name: 'Gone' }, ids.lead);
    await api.call('DELETE', `/module/Leads/${ids.lead}`);
    const replies = [
      await api.call('GET', `/module/Leads/${ids.lead}`),
      await api.update('Leads', ids.lead, { status: 'New' }),
      await api.create('Leads', { last_name: 'Again' }, ids.lead),
    ];
    expect(replies.map(({ json }) => property(json, 'errors', 'detail'))).toEqual([
      `Leads module with id ${ids.lead} is not found`,
      `Leads module with id ${ids.lead} is not found`,
      `Bean Leads with id ${ids.lead} is already exist`,
    ]);
    expect(simulator.records('Leads')).toEqual([]);
    expect(simulator.record('Leads', ids.lead)?.deleted).toBe(true);
  });

  it('is blanked where other records point to it', async () => {
    const { simulator, api } = await start();
    await api.create('Contacts', { last_name: 'C' }, ids.contact);
    await api.create('Leads', { last_name: 'L', contact_id: ids.contact }, ids.lead);
    await api.create('AOS_Invoices', { name: 'I', billing_contact_id: ids.contact }, ids.invoice);
    simulator.remove('Contacts', ids.contact);
    expect(simulator.record('Leads', ids.lead)?.values.contact_id).toBe('');
    expect(simulator.record('AOS_Invoices', ids.invoice)?.values.billing_contact_id).toBe('');
  });

  it('stays named by lines if it is a product', async () => {
    const { simulator, api } = await start();
    await api.create('AOS_Products', { name: 'P' }, ids.product);
    await api.create('AOS_Products_Quotes', { name: 'L', product_id: ids.product }, ids.line);
    await api.call('DELETE', `/module/AOS_Products/${ids.product}`);
    expect(simulator.record('AOS_Products_Quotes', ids.line)?.values.product_id).toBe(ids.product);
  });

  it('takes its lines along if it is an invoice, and leaves its groups without a parent', async () => {
    const { simulator, api } = await start();
    await api.create('AOS_Invoices', { name: 'I' }, ids.invoice);
    await api.create('AOS_Line_Item_Groups', { parent_type: 'AOS_Invoices', parent_id: ids.invoice }, ids.group);
    await api.create('AOS_Products_Quotes', { parent_id: ids.invoice, group_id: ids.group }, ids.line);
    await api.call('DELETE', `/module/AOS_Invoices/${ids.invoice}`);
    expect(simulator.record('AOS_Products_Quotes', ids.line)?.deleted).toBe(true);
    expect(simulator.record('AOS_Line_Item_Groups', ids.group)).toMatchObject({
      deleted: false,
      values: { parent_id: '' },
    });
  });
});
