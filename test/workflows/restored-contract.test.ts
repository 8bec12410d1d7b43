import { afterEach, beforeEach, expect, it } from 'vitest';
import { type IkcrmSimulator, startIkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import { sampleContractProducts } from '../../src/domain/events/samples.ts';
import { startBench } from '../support/service.ts';
import { type Rewinding, rewinding } from '../support/workflows/shop-memory.ts';

const line = (line_id: string) => ({ line_id, product_id: 511521, quantity: '2', remark: `line ${line_id}` });

let ikcrm: IkcrmSimulator;
let world: Rewinding;
beforeEach(async () => {
  ikcrm = await startIkcrmSimulator({ rateLimit: { calls: 1_000, windowMs: 100 } });
  world = rewinding(await startBench({ ikcrm }));
});
afterEach(async () => {
  await world.close();
  await ikcrm.close();
});

const batch = () => sampleContractProducts({ batch_id: 'B-1', products: [line('1'), line('2')] });

it('a batch that is sent again to a restored database adds no line twice: each is known by its mark in the contract', async () => {
  await world.backUp();
  expect(await world.tell('contract-products', batch())).toMatchObject({ status: 'done' });
  const before = ikcrm.lines('104');
  await world.restore();
  for (const told of world.since) expect(await world.tellAgain(told)).toMatchObject({ status: 'done', warnings: [] });
  expect(ikcrm.lines('104')).toEqual(before);
});

it('a batch that is told when it happens costs no look at its contract', async () => {
  const told = { ...batch(), timestamp: new Date().toISOString() };
  expect(await world.tell('contract-products', told)).toMatchObject({ status: 'done' });
  const calls = ikcrm.journal.calls(({ path }) => path.includes('/contracts/'));
  expect(calls.map(({ method }) => method)).toEqual(['POST']);
});
