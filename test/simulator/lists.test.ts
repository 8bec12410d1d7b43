import { expect, it } from 'vitest';
import { type Api, property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const lines = `/module/AOS_Products_Quotes?filter[parent_id][eq]=${ids.invoice}`;

async function createLines(api: Api, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await api.create('AOS_Products_Quotes', { name: 'L', number: String(number), parent_id: ids.invoice });
  }
}

it('a list without a page size stops at 20 records without a sign of more', async () => {
  const { api } = await start();
  await createLines(api, 22);
  const { json } = await api.call('GET', lines);
  expect([property(json, 'data', 'length'), property(json, 'meta'), property(json, 'links')]).toEqual([
    20,
    undefined,
    undefined,
  ]);
});

it('a list with a page size tells its pages and holds the rest on the last', async () => {
  const { api } = await start();
  await createLines(api, 22);
  const { json } = await api.call('GET', `${lines}&page[size]=15&page[number]=2`);
  expect(property(json, 'meta')).toEqual({ 'total-pages': 2, 'records-on-this-page': 7 });
  expect(property(json, 'links', 'next')).toBeNull();
});

it('the lines of an invoice are all listed by its link', async () => {
  const { api } = await start();
  await api.create('AOS_Invoices', { name: 'I' }, ids.invoice);
  await createLines(api, 22);
  const { json } = await api.call('GET', `/module/AOS_Invoices/${ids.invoice}/relationships/aos_products_quotes`);
  expect(property(json, 'data', 'length')).toBe(22);
});

it('amounts compare as numbers, names without case and trailing spaces', async () => {
  const { api } = await start();
  await api.create('AOS_Invoices', { name: 'Äpfel ', total_amount: 9 }, ids.invoice);
  await api.create('AOS_Invoices', { name: 'Birnen', total_amount: 10 }, ids.returned);
  const found = async (filter: string) =>
    property((await api.call('GET', `/module/AOS_Invoices?${filter}`)).json, 'data', 0, 'id');
  expect(await found('filter[total_amount][gt]=9.5')).toBe(ids.returned);
  expect(await found('filter[name][eq]=apfel%20%20')).toBe(ids.invoice);
  expect(await found('filter[name][like]=%25irn%25')).toBe(ids.returned);
});
