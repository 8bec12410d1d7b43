import { describe, expect, test } from 'vitest';
import { fixture, idIn } from '../../support/crm/fixture.ts';
import { context, errorBody, failureOf, JSON_TYPE, startTestCrm } from '../../support/crm/test-crm.ts';

const LEAD = fixture('lead-created.json');
const LEAD_ID = idIn(LEAD);

describe('create', () => {
  test('posts the id and the attributes, and gives the record as kept', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    const record = await crm.client.create('Leads', LEAD_ID, { last_name: 'Robot4', converted: '0' }, context());
    expect(record).toMatchObject({ id: LEAD_ID, attributes: { status: 'New', email1: 'iam.robot4@example.com' } });
    expect(crm.calls[0]).toMatchObject({ method: 'POST', path: '/Api/V8/module' });
    expect(crm.calls[0]?.headers).toMatchObject({
      accept: 'application/vnd.api+json, application/json',
      'content-type': 'application/vnd.api+json',
      authorization: 'Bearer token-1',
      'cache-control': 'no-cache',
    });
    expect(crm.calls[0]?.body).toBe(
      `{"data":{"type":"Leads","id":"${LEAD_ID}","attributes":{"last_name":"Robot4","converted":"0"}}}`,
    );
  });

  test('writes amounts as JSON numbers with exactly their digits', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    const amounts = { a: { number: '7340.55' }, b: { number: '-21.00' }, c: { number: '12345678901234567890.123456' } };
    await crm.client.create('Leads', LEAD_ID, amounts, context());
    expect(crm.calls[0]?.body).toContain('{"a":7340.55,"b":-21.00,"c":12345678901234567890.123456}');
  });

  test.each(['1e3', 'abc', '', '1,5', '"x"', '007', 'NaN'])('refuses the amount %j', async (number) => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    expect(
      await failureOf(crm.client.create('Leads', LEAD_ID, { total_amount: { number } }, context())),
    ).toBeInstanceOf(TypeError);
    expect(crm.calls).toHaveLength(0);
  });

  test('refuses an attribute id, which would overwrite another record', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    expect(await failureOf(crm.client.create('Leads', LEAD_ID, { id: 'other' }, context()))).toBeInstanceOf(TypeError);
  });

  test('reads past the warnings that PHP prints into the answer', async () => {
    const body = fixture('lead-created-with-php-warnings.txt');
    await using crm = await startTestCrm((call) => call.answer(201, body));
    const record = await crm.client.create('Leads', idIn(body), { last_name: 'warn' }, context());
    expect(record.attributes.last_name).toBe('warn');
    expect(crm.reports.at(-1)?.noise).toBeGreaterThan(100);
  });

  test('reads past a sentence glued on behind a failure', async () => {
    await using crm = await startTestCrm((call) => call.answer(400, fixture('database-failure.txt')));
    const error = await failureOf(crm.client.create('Leads', LEAD_ID, {}, context()));
    expect(error).toMatchObject({ code: 'database_failure', outcomeUnknown: true });
  });

  test('takes the same id in other letters for the same', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    expect((await crm.client.create('Leads', LEAD_ID.toUpperCase(), {}, context())).id).toBe(LEAD_ID);
  });

  test('stops at an answer about another record', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    const error = await failureOf(crm.client.create('Leads', '00000000-0000-5000-8000-000000000000', {}, context()));
    expect(error).toMatchObject({ code: 'wrong_record', errorClass: 'ambiguous', outcomeUnknown: true });
    expect(crm.reports.at(-1)?.outcome).toBe('wrong_record');
  });
});

describe('attributes', () => {
  test('are text without HTML entities, whatever PHP made of them', async () => {
    const body = fixture('lead-with-html.json');
    await using crm = await startTestCrm((call) => call.answer(200, body));
    const record = await crm.client.find('Leads', idIn(body), context());
    expect(record?.attributes.last_name).toBe(`<b>bold</b> & "q" 's' \\ back`);
    expect(record?.attributes.campaign_leads).toBe('');
  });

  test('are text also where the CRM sends booleans, numbers, null and objects', async () => {
    const attributes = {
      a: false,
      b: true,
      c: 0,
      d: null,
      e: {},
      f: [],
      g: 'AT&amp;amp;T &amp;lt; &copy;',
      __proto__x: 'p',
    };
    const body = JSON.stringify({ data: { type: 'Lead', id: LEAD_ID, attributes } });
    await using crm = await startTestCrm((call) => call.answer(200, body));
    expect((await crm.client.find('Leads', LEAD_ID, context()))?.attributes).toEqual({
      a: '0',
      b: '1',
      c: '0',
      d: '',
      e: '',
      f: '',
      g: 'AT&amp;T &lt; &copy;',
      __proto__x: 'p',
    });
  });
});

describe('update', () => {
  test('patches the module', async () => {
    const body = fixture('lead-updated.json');
    await using crm = await startTestCrm((call) => call.answer(201, body));
    const record = await crm.client.update('Leads', idIn(body), { converted: '1', status: 'Converted' }, context());
    expect(record.attributes).toMatchObject({ converted: '1', status: 'Converted' });
    expect(crm.calls[0]).toMatchObject({ method: 'PATCH', path: '/Api/V8/module' });
  });
});

describe('find', () => {
  test('gives the record', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, LEAD));
    expect((await crm.client.find('Leads', LEAD_ID, context()))?.id).toBe(LEAD_ID);
    expect(crm.calls[0]).toMatchObject({ method: 'GET', path: `/Api/V8/module/Leads/${LEAD_ID}`, body: '' });
    expect(crm.calls[0]?.headers['content-type']).toBeUndefined();
  });

  test('gives null for what the CRM does not have', async () => {
    await using crm = await startTestCrm((call) =>
      call.answer(400, errorBody(`Leads module with id ${LEAD_ID} is not found`)),
    );
    expect(await crm.client.find('Leads', LEAD_ID, context())).toBeNull();
  });

  test.each([
    [400, errorBody('[SuiteCRM] [AccessDeniedException] '), 'access_denied'],
    [400, errorBody('Module Leads does not exist'), 'unknown_module'],
    [404, fixture('apache-not-found.html'), 'unexpected_answer'],
    [404, fixture('slim-not-found.html'), 'unexpected_answer'],
    [404, '{"message":"Not found"}', 'unexpected_answer'],
    [500, fixture('php-error.json'), 'server_failure'],
    [500, fixture('php-error.html'), 'server_failure'],
    [500, '', 'server_failure'],
  ])('does not take answer %# with %i for null', async (status, body, code) => {
    const headers = body.startsWith('{') ? JSON_TYPE : { 'content-type': 'text/html; charset=UTF-8' };
    await using crm = await startTestCrm((call) => call.answer(status, body, headers));
    expect(await failureOf(crm.client.find('Leads', LEAD_ID, context()))).toMatchObject({ code });
  });
});

describe('search', () => {
  test('encodes the filter and always sends both page parameters', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, fixture('no-result.json')));
    const email = `tom+o'x&y=[1]% "ü"@example.com`;
    await crm.client.search('Contacts', { filter: { email1: email, status: 'Paid' }, size: 20 }, context());
    const { pathname, searchParams, search } = new URL(crm.calls[0]?.path ?? '', crm.url);
    expect(pathname).toBe('/Api/V8/module/Contacts');
    expect(search).not.toMatch(/[+[\] ]/);
    expect([...searchParams]).toEqual([
      ['filter[email1][eq]', email],
      ['filter[status][eq]', 'Paid'],
      ['page[size]', '20'],
      ['page[number]', '1'],
    ]);
  });

  test('gives no records and no pages for no result', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, fixture('no-result.json')));
    const query = { filter: { name: 'INV0' }, size: 1 };
    expect(await crm.client.search('AOS_Invoices', query, context())).toEqual({ records: [], totalPages: 0 });
  });

  test('tells of a second match by the number of pages', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, fixture('invoices-page-1-of-2.json')));
    const found = await crm.client.search('AOS_Invoices', { filter: { name: 'INV2' }, size: 1, page: 2 }, context());
    expect(found).toMatchObject({ records: [{ id: '6e341618-7c93-312a-7e9f-6b0214884092' }], totalPages: 2 });
    expect(crm.calls[0]?.path).toContain('page%5Bnumber%5D=2');
  });

  test('gives a record once that is listed twice', async () => {
    const page = JSON.parse(fixture('contact-listed-by-email.json')) as { data: unknown[] };
    const doubled = JSON.stringify({ ...page, data: [...page.data, ...page.data] });
    await using crm = await startTestCrm((call) => call.answer(200, doubled));
    const found = await crm.client.search('Contacts', { filter: { email1: 'x@example.com' }, size: 20 }, context());
    expect(found.records).toHaveLength(1);
  });
});

describe('relate', () => {
  test('posts the other end', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, fixture('contact-added-to-lead.json')));
    await crm.client.relate('Leads', 'lead-id', 'Contacts', 'contact-id', context());
    expect(crm.calls[0]).toMatchObject({
      method: 'POST',
      path: '/Api/V8/module/Leads/lead-id/relationships',
      body: '{"data":{"type":"Contacts","id":"contact-id"}}',
    });
  });
});

describe('related', () => {
  const group = (id: string) => ({ type: 'AOS_Line_Item_Groups', id, attributes: { name: id } });

  test('gives the records with their attributes', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, fixture('two-groups.json')));
    const groups = await crm.client.related('AOS_Invoices', 'i', 'aos_line_item_groups', context());
    expect(groups.map(({ attributes }) => attributes.parent_type)).toEqual(['AOS_Invoices', 'AOS_Invoices']);
    expect(crm.calls[0]?.path).toBe(
      '/Api/V8/module/AOS_Invoices/i/relationships/aos_line_item_groups?page%5Bsize%5D=100&page%5Bnumber%5D=1',
    );
  });

  test('gives none where there is no relationship', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, fixture('no-related-records.json')));
    expect(await crm.client.related('AOS_Invoices', 'i', 'aos_line_item_groups', context())).toEqual([]);
  });

  test('follows the pages and gives each record once', async () => {
    await using crm = await startTestCrm((call) => {
      const page = Number(new URL(call.path, crm.url).searchParams.get('page[number]'));
      const data = [group(`g${page}`), group('g0')];
      call.answer(
        200,
        JSON.stringify({ meta: { 'total-records': 6, 'total-pages': 3, 'records-on-this-page': 2 }, data }),
      );
    });
    const groups = await crm.client.related('AOS_Invoices', 'i', 'aos_line_item_groups', context());
    expect(groups.map(({ id }) => id)).toEqual(['g1', 'g0', 'g2', 'g3']);
    expect(crm.calls).toHaveLength(3);
  });

  test('reads servers up to 7.11.18, which know neither pages nor attributes here', async () => {
    const data = [{ type: 'AOS_Line_Item_Groups', id: 'g1', links: { self: 'V8/module/AOS_Line_Item_Groups/g1' } }];
    await using crm = await startTestCrm((call) =>
      call.path.includes('page')
        ? call.answer(
            400,
            errorBody('The option "page" does not exist. Defined options are: "id", "linkFieldName".'),
            JSON_TYPE,
          )
        : call.answer(200, JSON.stringify({ data })),
    );
    expect(await crm.client.related('AOS_Invoices', 'i', 'aos_line_item_groups', context())).toEqual([
      { id: 'g1', attributes: {} },
    ]);
  });
});

test('fields gives the names of a module’s fields', async () => {
  await using crm = await startTestCrm((call) => call.answer(200, fixture('invoice-fields.json')));
  expect(await crm.client.fields('AOS_Invoices', context())).toContain('invoice_datetime_c');
  expect(crm.calls[0]?.path).toBe('/Api/V8/meta/fields/AOS_Invoices');
});

test('a CRM below a path is found there', async () => {
  await using crm = await startTestCrm((call) => call.answer(200, LEAD), { below: '/legacy' });
  await crm.client.find('Leads', LEAD_ID, context());
  expect(crm.calls[0]?.path).toBe(`/legacy/Api/V8/module/Leads/${LEAD_ID}`);
});
