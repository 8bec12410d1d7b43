import { describe, expect, it } from 'vitest';
import { type Api, property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const attribute = async (api: Api, module: string, id: string, name: string): Promise<unknown> =>
  property((await api.call('GET', `/module/${module}/${id}`)).json, 'data', 'attributes', name);

describe('a save', () => {
  it('cuts a part number at 25 characters, so that the full text finds nothing', async () => {
    const { api } = await start();
    const sku = 'ABCDEFGHIJ-ABCDEFGHIJ-ABCDEFGHIJ';
    await api.create('AOS_Products', { name: 'P', part_number: sku }, ids.product);
    expect(await attribute(api, 'AOS_Products', ids.product, 'part_number')).toBe(sku.slice(0, 25));
    const found = await api.call('GET', `/module/AOS_Products?filter[part_number][eq]=${sku}`);
    expect(property(found.json, 'data')).toEqual([]);
  });

  it('overwrites the record that an id among the attributes names', async () => {
    const { simulator, api } = await start();
    await api.create('Leads', { last_name: 'First', title: 'Boss' }, ids.lead);
    expect((await api.create('Leads', { last_name: 'Second', id: ids.lead })).status).toBe(201);
    expect(simulator.record('Leads', ids.lead)?.values).toMatchObject({ last_name: 'Second' });
    expect(simulator.record('Leads', ids.lead)?.values.title).toBeUndefined();
  });

  it('by PATCH ignores null and restores a default for empty text', async () => {
    const { api } = await start();
    await api.create('AOS_Products_Quotes', { name: 'L', vat: '10', part_number: 'X' }, ids.line);
    await api.update('AOS_Products_Quotes', ids.line, { vat: '', part_number: null });
    expect(await attribute(api, 'AOS_Products_Quotes', ids.line, 'vat')).toBe('5.0');
    expect(await attribute(api, 'AOS_Products_Quotes', ids.line, 'part_number')).toBe('X');
  });

  it('of a flag that was never set, or set to false at first, shows false, and text from the next save on', async () => {
    const { api } = await start();
    await api.create('Contacts', { last_name: 'C' }, ids.contact);
    await api.create('Contacts', { last_name: 'D', portal_account_disabled: false }, ids.otherContact);
    const flags = async () =>
      await Promise.all(
        [ids.contact, ids.otherContact].map((id) => attribute(api, 'Contacts', id, 'portal_account_disabled')),
      );
    expect(await flags()).toEqual([false, false]);
    for (const id of [ids.contact, ids.otherContact]) await api.update('Contacts', id, { title: 'Boss' });
    expect(await flags()).toEqual(['0', '0']);
  });

  it('of a currency keeps the status as it is sent, and none where none is', async () => {
    const { api } = await start();
    const status = async (sent: Readonly<Record<string, string>>) => {
      const { json } = await api.create('Currencies', { name: 'Pound', conversion_rate: '0.02', ...sent });
      return property(json, 'data', 'attributes', 'status');
    };
    expect([await status({}), await status({ status: 'Inactive' })]).toEqual(['', 'Inactive']);
  });

  it('trims names and varchars only', async () => {
    const { api } = await start();
    const attributes = { last_name: ' n ', title: ' t ', phone_work: ' 1 ', description: ' d ', lead_source: ' s ' };
    await api.create('Leads', attributes, ids.lead);
    const kept = ['last_name', 'title', 'phone_work', 'description', 'lead_source'];
    const values = await Promise.all(kept.map((name) => attribute(api, 'Leads', ids.lead, name)));
    expect(values).toEqual(['n', 't', ' 1 ', ' d ', ' s ']);
  });

  it('appends the street lines to the first and cuts the whole at 150 characters', async () => {
    const { api } = await start();
    const lines = { primary_address_street: 'a'.repeat(100), primary_address_street_2: 'b'.repeat(100) };
    await api.create('Contacts', { last_name: 'S', ...lines }, ids.contact);
    const street = await attribute(api, 'Contacts', ids.contact, 'primary_address_street');
    expect(street).toBe(`${'a'.repeat(100)}\n${'b'.repeat(49)}`);
    expect(await attribute(api, 'Contacts', ids.contact, 'primary_address_street_2')).toBe('');
  });

  it('keeps & as an entity in custom fields', async () => {
    const { api } = await start();
    await api.create('AOS_Invoices', { name: 'a & b', potr_c: 'a & b' }, ids.invoice);
    expect(await attribute(api, 'AOS_Invoices', ids.invoice, 'potr_c')).toBe('a &amp; b');
    expect(await attribute(api, 'AOS_Invoices', ids.invoice, 'name')).toBe('a & b');
  });

  it('changes the spelling of an address on the other records that carry it', async () => {
    const { api } = await start();
    await api.create('Contacts', { last_name: 'A', email1: 'same@example.com' }, ids.contact);
    await api.create('Contacts', { last_name: 'B', email1: 'SAME@example.com' }, ids.otherContact);
    expect(await attribute(api, 'Contacts', ids.contact, 'email1')).toBe('SAME@example.com');
  });

  it('shows only the salutations of the dropdown in the name', async () => {
    const { api } = await start();
    await api.create('Contacts', { salutation: 'Sir', first_name: 'A', last_name: 'B' }, ids.contact);
    await api.create('Contacts', { salutation: 'Dr.', first_name: 'A', last_name: 'B' }, ids.otherContact);
    expect(await attribute(api, 'Contacts', ids.contact, 'name')).toBe('A B');
    expect(await attribute(api, 'Contacts', ids.otherContact, 'name')).toBe('Dr. A B');
  });

  it('of an amount keeps six digits exactly as sent', async () => {
    const { api } = await start();
    await api.create(
      'AOS_Invoices',
      { total_amount: 7340.55, tax_amount: -297.05, shipping_amount: 0.000001 },
      ids.invoice,
    );
    expect(await attribute(api, 'AOS_Invoices', ids.invoice, 'total_amount')).toBe('7340.550000');
    expect(await attribute(api, 'AOS_Invoices', ids.invoice, 'tax_amount')).toBe('-297.050000');
    expect(await attribute(api, 'AOS_Invoices', ids.invoice, 'shipping_amount')).toBe('0.000001');
  });
});

describe('a relationship', () => {
  it('moves a marker from one product to another', async () => {
    const { api } = await start();
    await api.create('AOS_Products', { name: 'P' }, ids.product);
    await api.create('AOS_Products', { name: 'Q' }, ids.otherProduct);
    await api.create('jjwg_Markers', { name: 'M' }, ids.marker);
    await api.relate('AOS_Products', ids.product, 'jjwg_Markers', ids.marker);
    await api.relate('AOS_Products', ids.otherProduct, 'jjwg_Markers', ids.marker);
    expect(await attribute(api, 'jjwg_Markers', ids.marker, 'aos_products_jjwg_markers_1_name')).toBe('Q');
  });

  it('replaces the contact of a lead', async () => {
    const { simulator, api } = await start();
    await api.create('Leads', { last_name: 'L' }, ids.lead);
    for (const contact of [ids.contact, ids.otherContact]) {
      await api.create('Contacts', { last_name: 'C' }, contact);
      await api.relate('Leads', ids.lead, 'Contacts', contact);
    }
    expect(simulator.record('Leads', ids.lead)?.values).toMatchObject({ contact_id: ids.otherContact, converted: '0' });
  });

  it.each([
    ['many-to-many', ids.invoice],
    ['one-to-many', undefined],
  ] as const)('among invoices set up %s is seen accordingly from the return', async (invoiceRelation, seen) => {
    const { api } = await start({ invoiceRelation });
    await api.create('AOS_Invoices', { name: 'I' }, ids.invoice);
    await api.create('AOS_Invoices', { name: 'R' }, ids.returned);
    await api.relate('AOS_Invoices', ids.invoice, 'AOS_Invoices', ids.returned);
    const related = async (id: string) =>
      property(
        (await api.call('GET', `/module/AOS_Invoices/${id}/relationships/aos_invoices_aos_invoices_1`)).json,
        'data',
        0,
        'id',
      );
    expect([await related(ids.invoice), await related(ids.returned)]).toEqual([ids.returned, seen]);
  });
});
