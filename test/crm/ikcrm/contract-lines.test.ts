import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ikcrmFaultActions as faults } from '../../../lab/simulator/ikcrm/index.ts';
import { readContract, readEnvelope } from '../../../src/crm/ikcrm/answers.ts';
import { formatTraceparent } from '../../../src/domain/trace.ts';
import { context, failureOf, line, type Replica, startWorld, type World } from '../../support/crm/ikcrm-world.ts';
import { unrecorded } from '../../support/tracing.ts';

let world: World;
let replica: Replica;

beforeAll(async () => {
  world = await startWorld();
  replica = world.replica();
});
beforeEach(() => world.crm.reset());
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const posted = () => world.crm.journal.calls(({ method, module }) => method === 'POST' && module === 'contracts');

describe('a contract', () => {
  test('is read with its lines', async () => {
    const seeded = { id: '694136', productId: '511521', quantity: '1', recommendedUnitPrice: '3.0', remark: '' };
    expect(await replica.client.contract('104', context())).toEqual({ id: '104', lines: [seeded] });
  });

  test('gets one line in the form of the guide, and shows it after the lines it had', async () => {
    const contract = await replica.client.addProducts('104', [line()], context());
    expect(posted().map(({ path, body }) => [path, body])).toEqual([
      [
        '/api/v2/contracts/104/product_assets',
        {
          product_asset: {
            product_id: '511522',
            quantity: '2',
            recommended_unit_price: '128.5',
            remark: '首批 [tillbridge B-77/1]',
          },
        },
      ],
    ]);
    expect(contract.lines.map(({ remark }) => remark)).toEqual(['', '首批 [tillbridge B-77/1]']);
  });

  test('gets several lines in one call', async () => {
    const lines = ['1', '2', '3'].map((id) => line({ remark: `[tillbridge B-78/${id}]` }));
    const contract = await replica.client.addProducts('105', lines, context());
    expect(posted()).toHaveLength(1);
    expect(contract.lines.map(({ remark }) => remark)).toEqual(lines.map(({ remark }) => remark));
    expect(await replica.client.contract('105', context())).toEqual(contract);
  });

  test('keeps every digit of an amount, and the product has its own price where none is given', async () => {
    const exact = line({ quantity: '12345678901234567890.123456', recommendedUnitPrice: '0.1000000000000000055511' });
    const own = line({ recommendedUnitPrice: null });
    const { lines } = await replica.client.addProducts('105', [exact, own], context());
    expect(lines.map((added) => [added.quantity, added.recommendedUnitPrice])).toEqual([
      ['12345678901234567890.123456', '0.1000000000000000055511'],
      ['2', '128.5'],
    ]);
  });

  test.each([
    ['an unknown contract', '999', line(), 'record_not_found', '合同不存在'],
    ['an unknown product', '104', line({ productId: '1' }), 'record_not_found', '产品不存在'],
    ['no quantity', '104', line({ quantity: '0' }), 'request_rejected', '数量必须大于0'],
    ['a negative price', '104', line({ recommendedUnitPrice: '-1' }), 'request_rejected', '推荐价格不能小于0'],
  ])('is not given %s, and the CRM tells why', async (_, id, wrong, code, words) => {
    const before = world.crm.snapshot();
    const error = await failureOf(replica.client.addProducts(id, [line(), wrong], context()));
    expect(error).toMatchObject({ code, errorClass: 'permanent', detail: words, status: 200, outcomeUnknown: true });
    expect(String(error)).toContain(`ikcrm POST contracts/${id}/product_assets: the CRM refused it: ${words}`);
    expect(world.crm.snapshot()).toEqual(before);
  });

  test('that is another one than was asked for is not taken', async () => {
    const body = JSON.stringify({ code: 0, data: { id: 105, product_assets_for_new_record: [] } });
    world.crm.faults.add({ match: { method: 'POST', module: 'contracts' }, action: faults.answer(200, body) });
    const error = await failureOf(replica.client.addProducts('104', [line()], context()));
    expect(error).toMatchObject({ code: 'wrong_record', errorClass: 'ambiguous', outcomeUnknown: true });
  });
});

describe('an answer', () => {
  const lineWith = (fields: string) =>
    readEnvelope(Buffer.from(`{"code":0,"data":{"id":104,"product_assets_for_new_record":[${fields}]}}`))?.data;

  test('whose numbers are JSON numbers keeps their digits', () => {
    const data = lineWith(
      '{"id":1,"product_id":90071992547409931,"quantity":0.30000000000000004,"recommended_unit_price":1e2,"remark":null}',
    );
    expect(readContract(data)?.lines).toEqual([
      {
        id: '1',
        productId: '90071992547409931',
        quantity: '0.30000000000000004',
        recommendedUnitPrice: '100',
        remark: '',
      },
    ]);
  });

  test('that does not show the remarks, or no lines at all, is not taken for a contract without ours', () => {
    expect(readContract(lineWith('{"id":1,"product_id":2,"quantity":1,"recommended_unit_price":"1"}'))).toBeNull();
    expect(readContract(readEnvelope(Buffer.from('{"code":0,"data":{"id":104}}'))?.data)).toBeNull();
  });
});

test('every call is reported', async () => {
  const other = world.replica();
  await other.client.checkLogin(context().signal);
  await failureOf(other.client.contract('999', context()));
  expect(other.reports).toEqual([
    {
      operation: 'check',
      verb: 'GET',
      module: 'products',
      id: null,
      origin: world.crm.url,
      path: '/api/v2/products',
      span: null,
      status: 200,
      outcome: 'ok',
      errorClass: null,
      durationMs: expect.any(Number),
    },
    {
      operation: 'contract',
      verb: 'GET',
      module: 'contracts',
      id: '999',
      origin: world.crm.url,
      path: '/api/v2/contracts/999',
      span: null,
      status: 200,
      outcome: 'record_not_found',
      errorClass: 'permanent',
      durationMs: expect.any(Number),
    },
  ]);
});

test('every call carries the headers of its context, and is reported with its place in the trace', async () => {
  const other = world.replica();
  const span = unrecorded().enter(null);
  const headers = { traceparent: formatTraceparent(span.at) };
  await other.client.contract('104', context({ origin: () => ({ span, headers }) }));
  const [call] = world.crm.journal.calls(({ module }) => module === 'contracts');
  expect(call?.headers.traceparent).toBe(headers.traceparent);
  expect(other.reports.at(-1)?.span).toEqual(span);
});
