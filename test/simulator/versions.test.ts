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
