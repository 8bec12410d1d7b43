import { afterEach, beforeEach, expect, it } from 'vitest';
import { type IkcrmSimulator, ikcrmFaultActions, startIkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import { sampleContractProducts } from '../../src/domain/events/samples.ts';
import { type Bench, startBench } from '../support/service.ts';

const FAST = { calls: 1_000, windowMs: 100 };

let ikcrm: IkcrmSimulator;
let bench: Bench;
beforeEach(async () => {
  ikcrm = await startIkcrmSimulator({ rateLimit: FAST });
  bench = await startBench({ ikcrm });
});
afterEach(async () => {
  await bench.close();
  await ikcrm.close();
});

const line = (line_id: string, values: object = {}) => ({
  line_id,
  product_id: 511521,
  quantity: '2',
  recommended_unit_price: '3.5',
  remark: `line ${line_id}`,
  ...values,
});
const batch = (batch_id: string, ...products: object[]) => sampleContractProducts({ batch_id, products });
const ours = () => ikcrm.lines('104').filter(({ remark }) => remark.includes('[tillbridge'));
const posts = () => ikcrm.journal.calls(({ method, path }) => method === 'POST' && path.endsWith('/product_assets'));

it('adds all lines of a batch in one call, each with its mark, and links them', async () => {
  const event = await bench.play('contract-products', batch('B-1', line('1'), line('2', { quantity: '0.25' })));
  expect(event).toMatchObject({ status: 'done', warnings: [] });
  expect(ours().map(({ remark, quantity }) => [remark, quantity])).toEqual([
    ['line 1 [tillbridge B-1/1]', '2'],
    ['line 2 [tillbridge B-1/2]', '0.25'],
  ]);
  expect(posts()).toHaveLength(1);
  const links = await bench.database.database.prisma.link.findMany({ where: { kind: 'contract_line' } });
  expect(links.map(({ localId, crmId }) => [localId, crmId]).sort()).toEqual([
    ['104/B-1/1', ours()[0]?.id],
    ['104/B-1/2', ours()[1]?.id],
  ]);
});

it('the same batch under another webhook id adds nothing', async () => {
  await bench.play('contract-products', batch('B-1', line('1')));
  expect(await bench.play('contract-products', batch('B-1', line('1')))).toMatchObject({ status: 'done' });
  expect(await bench.play('contract-products', batch('B-1', line('1'), line('2')))).toMatchObject({ status: 'done' });
  expect(ours().map(({ remark }) => remark)).toEqual(['line 1 [tillbridge B-1/1]', 'line 2 [tillbridge B-1/2]']);
});

it('batches and lines whose names meet at a slash are told apart', async () => {
  expect(await bench.play('contract-products', batch('2024', line('05/1')))).toMatchObject({ status: 'done' });
  expect(await bench.play('contract-products', batch('2024/05', line('1')))).toMatchObject({ status: 'done' });
  expect(ours()).toHaveLength(2);
  expect(new Set(await linkedAssets()).size).toBe(2);
});

it('a line that an earlier version linked under another key is found in the contract, and not added again', async () => {
  await bench.play('contract-products', batch('2024/05', line('1')));
  const { prisma } = bench.database.database;
  await prisma.$executeRaw`UPDATE links SET local_id = '104/2024/05/1' WHERE kind = 'contract_line'`;
  await prisma.event.deleteMany();
  expect(await bench.play('contract-products', batch('2024/05', line('1')))).toMatchObject({ status: 'done' });
  expect(ours()).toHaveLength(1);
});

it('an add whose answer was lost is looked for before anything is sent again', async () => {
  ikcrm.faults.add({ match: { method: 'POST', path: /product_assets$/ }, action: ikcrmFaultActions.cutAfter });
  const event = await bench.play('contract-products', batch('B-1', line('1'), line('2')));
  expect(event).toMatchObject({ status: 'done', attempts: 2 });
  expect(ours()).toHaveLength(2);
  expect(posts()).toHaveLength(1);
});

it('a dead add whose outcome nobody knows is looked for by the next event of the contract', async () => {
  ikcrm.faults.add({
    match: { method: 'POST', path: /product_assets$/, times: 1_000 },
    action: ikcrmFaultActions.cutAfter,
  });
  const first = await bench.play('contract-products', batch('B-1', line('1')));
  expect(first.status).toBe('done');
  ikcrm.faults.clear();
  await bench.database.database.prisma.$executeRaw`UPDATE steps SET status = 'failed', outcome_unknown = true`;
  await bench.database.database.prisma.$executeRaw`UPDATE events SET status = 'dead'`;
  await bench.database.database.prisma.$executeRaw`DELETE FROM links`;
  await bench.play('contract-products', batch('B-1', line('1')));
  expect(ours()).toHaveLength(1);
});

it('what somebody changed in the contract by hand after a lost answer is left as it is, with a warning', async () => {
  ikcrm.faults.add({ match: { method: 'POST', path: /product_assets$/ }, action: ikcrmFaultActions.cutAfter });
  ikcrm.faults.add({ match: { method: 'GET', path: /contracts\/104$/ }, action: ikcrmFaultActions.cutBefore });
  const sent = bench.send('contract-products', batch('B-1', line('1')));
  await expect.poll(() => ours().length).toBe(1);
  ikcrm.edit('104', ours()[0]?.id ?? '', { quantity: '9' });
  const event = await bench.settled(await sent);
  expect(event.status).toBe('done');
  expect(event.warnings).toEqual([expect.stringContaining('quantity was sent as 2 and stands as 9')]);
  expect(ours().map(({ quantity }) => quantity)).toEqual(['9']);
});

it.each([
  ['an unknown product', { product_id: 999_999_999 }, {}],
  ['an unknown contract', {}, { contract_id: 999_999 }],
])('%s makes the event dead with the words of the CRM', async (_, product, data) => {
  const body = sampleContractProducts({ batch_id: 'B-1', products: [line('1', product)], ...data });
  const event = await bench.play('contract-products', body);
  expect(event).toMatchObject({ status: 'dead', errorClass: 'permanent', errorStep: 'products' });
  expect(event.errorMessage).toMatch(/\p{Script=Han}/u);
});

it.each([
  ['quantity 0', { quantity: '0' }, '/data/products/0/quantity'],
  ['a negative price', { recommended_unit_price: '-1' }, '/data/products/0/recommended_unit_price'],
  ['a product that is no id', { product_id: 'A1' }, '/data/products/0/product_id'],
])('%s is refused with its path', async (_, values, path) => {
  const answer = await bench.shop.send('contract-products', batch('B-1', line('1', values)));
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
});

it('a batch for a unit of another CRM is refused', async () => {
  const answer = await bench.shop.send('contract-products', sampleContractProducts({ business_unit: 'experience' }));
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: '/data/business_unit' }] } });
});

it('five hundred lines, one of them with a mark of its own in its remark, are added once', async () => {
  const lines = Array.from({ length: 500 }, (_, index) => line(`${index}`));
  lines[7] = line('7', { remark: 'as [tillbridge B-1/8]' });
  expect(await bench.play('contract-products', batch('B-1', ...lines))).toMatchObject({ status: 'done', warnings: [] });
  expect(ours()).toHaveLength(500);
  expect(posts()).toHaveLength(1);
  expect(new Set(await linkedAssets()).size).toBe(500);
});

async function linkedAssets(): Promise<string[]> {
  const links = await bench.database.database.prisma.link.findMany({ where: { kind: 'contract_line' } });
  return links.map(({ crmId }) => crmId);
}
