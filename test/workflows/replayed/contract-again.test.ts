import { afterEach, beforeEach, expect, it } from 'vitest';
import { type IkcrmSimulator, startIkcrmSimulator } from '../../../lab/simulator/ikcrm/index.ts';
import { sampleContractProducts } from '../../../src/domain/events/samples.ts';
import { type Bench, startBench } from '../../support/service.ts';
import { replayed } from '../../support/workflows/events.ts';

let ikcrm: IkcrmSimulator;
let bench: Bench;
beforeEach(async () => {
  ikcrm = await startIkcrmSimulator({ rateLimit: { calls: 1_000, windowMs: 100 } });
  bench = await startBench({ ikcrm });
});
afterEach(async () => {
  await bench.close();
  await ikcrm.close();
});

const line = (line_id: string) => ({ line_id, product_id: 511521, quantity: '2', recommended_unit_price: '3.5' });
const ours = () => ikcrm.lines('104').filter(({ remark }) => remark.includes('[tillbridge'));
const idOf = (lineId: string) => ours().find(({ remark }) => remark.includes(`/${lineId}]`))?.id ?? '';
const linked = async (localId: string) =>
  (await bench.database.database.prisma.link.findFirst({ where: { kind: 'contract_line', localId } }))?.crmId;

it('a line that people deleted from its contract is added anew, once, and the others are left', async () => {
  const batch = sampleContractProducts({ batch_id: 'B-1', products: [line('1'), line('2')] });
  const event = await bench.play('contract-products', batch);
  const [kept, gone] = [idOf('1'), idOf('2')];
  ikcrm.remove('104', gone);
  expect(await replayed(bench, event.id, 'again')).toMatchObject({
    status: 'done',
    warnings: [`Product asset ${gone} is gone from its contract; ${idOf('2')} took its place`],
  });
  expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done' });
  expect(ours().map(({ id }) => id)).toEqual([kept, idOf('2')]);
  expect([await linked('104/B-1/1'), await linked('104/B-1/2')]).toEqual([kept, idOf('2')]);
});

it('a warning of a line that says otherwise goes once people have set it right; a repair adds nothing', async () => {
  const batch = sampleContractProducts({ batch_id: 'B-2', products: [line('1'), line('2')] });
  ikcrm.faults.add({ match: { method: 'POST', path: /product_assets/ }, action: { kind: 'cut', commit: true } });
  const event = await bench.play('contract-products', batch);
  expect(event).toMatchObject({ status: 'done', warnings: [] });
  await bench.database.database.prisma.event.update({ where: { id: event.id }, data: { warnings: ['as told'] } });
  await bench.database.database.prisma.step.updateMany({
    where: { eventId: event.id, key: 'products' },
    data: { warnings: ['as told'] },
  });
  ikcrm.edit('104', idOf('1'), { quantity: '9' });
  ikcrm.remove('104', idOf('2'));
  const { warnings } = await replayed(bench, event.id, 'repair');
  expect(warnings).toEqual([
    expect.stringContaining('quantity was sent as 2 and stands as 9'),
    expect.stringContaining('shows no line with [tillbridge B-2/2] any more'),
  ]);
  ikcrm.edit('104', idOf('1'), { quantity: '2' });
  expect((await replayed(bench, event.id, 'repair')).warnings).toHaveLength(1);
  expect(ours()).toHaveLength(1);
});
