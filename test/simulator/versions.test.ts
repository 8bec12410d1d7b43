import { expect, it } from 'vitest';
import { property } from './support/api.ts';
import { ids, start } from './support/start.ts';

it('a server up to 7.11.18 lists related records bare, and refuses to page them', async () => {
  const { api } = await start({ relatedPaging: false });
  await api.create('AOS_Invoices', { name: 'OTR1' }, ids.invoice);
  const group = { name: 'Group', parent_type: 'AOS_Invoices', parent_id: ids.invoice };
  await api.create('AOS_Line_Item_Groups', group, ids.group);
  const path = `/module/AOS_Invoices/${ids.invoice}/relationships/aos_line_item_groups`;
  const type = 'AOS_Line_Item_Groups';
  const data = [{ type, id: ids.group, links: { self: `V8/module/${type}/${ids.group}` } }];
  expect((await api.call('GET', path)).json).toEqual({ data });
  const paged = await api.call('GET', `${path}?page[size]=10`);
  expect([paged.status, property(paged.json, 'errors', 'detail')]).toEqual([
    400,
    'The option "page" does not exist. Defined options are: "id", "linkFieldName", "moduleName", "sourceBean".',
  ]);
});

it('a list may come without the number of its pages', async () => {
  const { api } = await start({ pageCounts: false });
  const { json } = await api.call('GET', '/module/Currencies?page[size]=1&page[number]=1');
  expect(property(json, 'meta')).toEqual({ 'records-on-this-page': 1 });
});

it.each([
  ['AOS_Line_Item_Groups', 400],
  ['AOS_Products_Quotes', 400],
  ['jjwg_Markers', 400],
  ['Currencies', 400],
  ['Leads', 200],
] as const)('since 7.15 the fields of %s are told only if it stands in the menu', async (module, status) => {
  const detail = '[SuiteCRM] [Not Allowed] The API user does not have access to this module.';
  const { api } = await start({ release: '7.15' });
  const reply = await api.call('GET', `/meta/fields/${module}`);
  expect([reply.status, property(reply.json, 'errors', 'detail')]).toEqual([
    status,
    status === 200 ? undefined : detail,
  ]);
  const earlier = await start();
  expect((await earlier.api.call('GET', `/meta/fields/${module}`)).status).toBe(200);
});

it('a date without leading zeros is kept since 7.15', async () => {
  const dated = async (release: '7.14' | '7.15') => {
    const { api } = await start({ release });
    const { json } = await api.create('AOS_Invoices', { name: 'I', invoice_date: '2020-2-3' });
    return property(json, 'data', 'attributes', 'invoice_date');
  };
  expect([await dated('7.14'), await dated('7.15')]).toEqual(['', '2020-02-03']);
});

it('an API user who is no active employee gets 500 for every call', async () => {
  const { simulator, api } = await start();
  simulator.edit('Users', '1', { employee_status: 'Leave of Absence' });
  const reply = await api.call('GET', '/module/Leads');
  expect([reply.status, property(reply.json, 'error', 0, 'message')]).toEqual([500, 'Not Authorized']);
});
