import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { faultActions } from '../../../lab/simulator/suitecrm/index.ts';
import { useAdminBench } from '../../support/http/admin.ts';
import { newOrder } from '../../support/workflows/shop-events.ts';

const start = useAdminBench();
const Call = Type.Object({ step: Type.String(), verb: Type.String(), module: Type.String(), request: Type.Unknown() });
const Plan = Type.Object({ calls: Type.Array(Call), note: Type.Union([Type.String(), Type.Null()]) });

it('a plan of an order whose invoice is still to get a number tells the change and the look', async () => {
  const bench = await start();
  await bench.play('orders', newOrder());
  for (const { id } of bench.crm.records('AOS_Invoices')) bench.crm.edit('AOS_Invoices', id, { number: '0' });
  const isChange = { method: 'PATCH', module: 'AOS_Invoices', times: 100 };
  bench.crm.faults.add({ match: isChange, action: faultActions.emptyServerError });
  const { id, status } = await bench.play('orders', newOrder());
  expect(status).toBe('dead');
  const answer = await bench.ask('POST', `/admin/events/${id}/plan`);
  const plan = Value.Parse(Plan, answer.body);
  expect(plan.note).toBeNull();
  expect(plan.calls.filter(({ step }) => step.startsWith('number'))).toMatchObject([
    { step: 'number 2', verb: 'PATCH', module: 'AOS_Invoices', request: { number: '2' } },
    { step: 'number 2 seen', verb: 'GET', module: 'AOS_Invoices', request: { number: '2' } },
  ]);
});
