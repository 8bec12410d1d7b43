import { expect, it } from 'vitest';
import type { SimulatorOptions } from '../../lab/simulator/suitecrm/index.ts';
import { property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

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
  ['Lead', 400],
  ['Foo', 400],
] as const)('the fields of %s are told only if it stands in the menu', async (module, status) => {
  const detail = '[SuiteCRM] [Not Allowed] The API user does not have access to this module.';
  const { api } = await start();
  const reply = await api.call('GET', `/meta/fields/${module}`);
  expect(reply.headers['content-type']).toBe('application/vnd.api+json');
  expect([reply.status, property(reply.json, 'errors', 'detail')]).toEqual([
    status,
    status === 200 ? undefined : detail,
  ]);
});

it("texts are read as the API user writes numbers, days and times, in that user's zone", async () => {
  const kept = async (
    preferences: NonNullable<SimulatorOptions['preferences']>,
    attributes: Readonly<Record<string, unknown>>,
  ) => {
    const { api } = await start({ preferences, clock: () => new Date('2026-11-21T22:00:00Z') });
    const { json } = await api.create('AOS_Invoices', { name: 'I', ...attributes });
    const names = ['invoice_date', 'invoice_datetime_c', 'total_amount', 'quote_date'];
    return names.map((name) => property(json, 'data', 'attributes', name));
  };
  const written = { invoice_date: '2/3/2020', invoice_datetime_c: '02/03/2020 13:02', total_amount: '1,234.5' };
  expect(await kept({}, written)).toEqual(['2020-02-03', '2020-02-03T13:02:00+08:00', '1234.500000', '2026-11-21']);
  const taipei = { dateFormat: 'd.m.Y', timeFormat: 'h:ia', timeZone: 'Asia/Taipei', thousands: '.', decimal: ',' };
  const there = { invoice_date: '3.2.2020', invoice_datetime_c: '03.02.2020 01:02PM', total_amount: '1.234,5' };
  expect(await kept(taipei, there)).toEqual(['2020-02-03', '2020-02-03T05:02:00+08:00', '1234.500000', '2026-11-22']);
  expect(await kept(taipei, { ...written, total_amount: 1234.5 })).toEqual(['', '', '1234.500000', '2026-11-22']);
  const stored = { invoice_date: '2020-02-03', invoice_datetime_c: '2020-02-03 13:02:59', total_amount: '1234.5' };
  expect(await kept(taipei, stored)).toEqual(['2020-02-03', '2020-02-03T13:02:00+08:00', '12345.000000', '2026-11-22']);
});

it('an API user who is no active employee gets 500 for every call', async () => {
  const { simulator, api } = await start();
  simulator.edit('Users', '1', { employee_status: 'Leave of Absence' });
  const reply = await api.call('GET', '/module/Leads');
  expect([reply.status, property(reply.json, 'error', 0, 'message')]).toEqual([500, 'Not Authorized']);
});
