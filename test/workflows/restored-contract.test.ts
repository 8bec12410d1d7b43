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

const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
const batch = (hoursAgo: number) => ({
  ...sampleContractProducts({ batch_id: 'B-1', products: [line('1'), line('2')] }),
  timestamp: ago(hoursAgo),
});
const callsToContracts = () =>
  ikcrm.journal.calls(({ path }) => path.includes('/contracts/')).map(({ method }) => method);

/** tillbridge has been there for so long. */
async function installed(hoursAgo: number): Promise<void> {
  await world.bench.database.database.prisma.$executeRaw`
    UPDATE _prisma_migrations SET started_at = ${ago(hoursAgo)}::timestamptz`;
}

it('a batch that is sent again to a restored database adds no line twice: each is known by its mark in the contract', async () => {
  await installed(24);
  await world.backUp();
  expect(await world.tell('contract-products', batch(1))).toMatchObject({ status: 'done' });
  const before = ikcrm.lines('104');
  await world.restore();
  for (const told of world.since) expect(await world.tellAgain(told)).toMatchObject({ status: 'done', warnings: [] });
  expect(ikcrm.lines('104')).toEqual(before);
});

it('a batch that is told when it happens costs no look at its contract', async () => {
  await installed(24);
  expect(await world.tell('contract-products', batch(0))).toMatchObject({ status: 'done' });
  expect(callsToContracts()).toEqual(['POST']);
});

it('nor does one that is older than the database, which cannot have known of it', async () => {
  await installed(24);
  expect(await world.tell('contract-products', batch(48))).toMatchObject({ status: 'done' });
  expect(callsToContracts()).toEqual(['POST']);
});
