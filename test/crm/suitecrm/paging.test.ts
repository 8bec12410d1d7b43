import { describe, expect, test } from 'vitest';
import { allPages } from '../../../src/crm/suitecrm/all-pages.ts';
import { context, failureOf, startTestCrm } from '../../support/crm/test-crm.ts';

const LINK = 'aos_line_item_groups';
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'AOS_Products_Quotes',
    id: `r${from + index}`,
    attributes: {},
  }));

/** A server with so many records. Up to 7.11.18 it tells no number of pages; `totalPages` is what it tells otherwise. */
function startServer(count: number, totalPages: number | null = null) {
  return startTestCrm((call) => {
    const page = Number(new URL(call.path, 'http://crm').searchParams.get('page[number]'));
    const data = rows((page - 1) * 100, Math.max(0, Math.min(100, count - (page - 1) * 100)));
    call.answer(200, JSON.stringify(totalPages === null ? { data } : { meta: { 'total-pages': totalPages }, data }));
  });
}

describe.each([
  [0, 1],
  [99, 1],
  [100, 2],
  [150, 2],
  [1000, 11],
])('a server that tells no pages and has %d records', (count, calls) => {
  test('is asked until a page is not full', async () => {
    await using crm = await startServer(count);
    expect(await crm.client.related('AOS_Invoices', 'i', LINK, context())).toHaveLength(count);
    expect(crm.calls).toHaveLength(calls);
  });

  test('is searched until a page is not full', async () => {
    await using crm = await startServer(count);
    const found = await allPages({ what: 'lines', size: 100, limit: 1000 }, (page) =>
      crm.client.search('AOS_Products_Quotes', { filter: { parent_id: 'i' }, size: 100, page }, context()),
    );
    expect(found).toHaveLength(count);
    expect(crm.calls).toHaveLength(calls);
  });
});

test('a page that is full of doubled records has a next one', async () => {
  await using crm = await startTestCrm((call) => {
    const first = call.path.includes('page%5Bnumber%5D=1');
    const data = first ? [...rows(0, 50), ...rows(0, 50)] : rows(50, 3);
    call.answer(200, JSON.stringify({ data }));
  });
  expect(await crm.client.related('AOS_Invoices', 'i', LINK, context())).toHaveLength(53);
});

test('a server that gives the same page whatever is asked for is asked twice', async () => {
  await using crm = await startTestCrm((call) => call.answer(200, JSON.stringify({ data: rows(0, 100) })));
  expect(await crm.client.related('AOS_Invoices', 'i', LINK, context())).toHaveLength(100);
  expect(crm.calls).toHaveLength(2);
});

test.each([null, 999_999_999])('a list without end is given up, with %s pages told', async (totalPages) => {
  await using crm = await startServer(1_000_000, totalPages);
  expect(await failureOf(crm.client.related('AOS_Invoices', 'i', LINK, context()))).toMatchObject({
    code: 'too_many_records',
    errorClass: 'permanent',
    message: expect.stringContaining(`${LINK} of AOS_Invoices i than the 1000`),
  });
  expect(crm.calls.length).toBeLessThanOrEqual(11);
});

test('a list that brings one new record a page is given up', async () => {
  let next = 0;
  await using crm = await startTestCrm((call) => {
    next += 1;
    call.answer(200, JSON.stringify({ meta: { 'total-pages': 999_999_999 }, data: rows(next, 1) }));
  });
  expect(await failureOf(crm.client.related('AOS_Invoices', 'i', LINK, context()))).toMatchObject({
    code: 'too_many_records',
  });
  expect(crm.calls.length).toBeLessThanOrEqual(20);
});
