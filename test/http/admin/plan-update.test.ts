import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import {
  type Overrides,
  sampleCustomerUpdate,
  sampleOrder,
  sampleOrderUpdate,
  sampleProduct,
  sampleRegistration,
} from '../../../src/domain/events/samples.ts';
import type { Route } from '../../../src/webhooks/sign-request.ts';
import { useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const Call = Type.Object({ step: Type.String(), verb: Type.String(), module: Type.String(), request: Type.Unknown() });
const Plan = Type.Object({ calls: Type.Array(Call), note: Type.Union([Type.String(), Type.Null()]) });

const unpaid = sampleOrder({ status: 'Not Paid' });
const ofTitle = sampleCustomerUpdate({ customer: { email: undefined, email_opt_out: undefined } });

it.each<[string, Route, object, string]>([
  ['an update of an order', 'order-updates', sampleOrderUpdate(), 'AOS_Invoices'],
  ['an order that is sent again as paid', 'orders', sampleOrder(), 'AOS_Invoices'],
  ['an update of a customer', 'customer-updates', ofTitle, 'Leads'],
  ['an update of a product', 'products', sampleProduct(), 'AOS_Products'],
])('a plan of %s tells the calls that the replay makes', async (_, route, body, module) => {
  const bench = await start();
  await bench.play('registrations', sampleRegistration());
  await bench.play('orders', unpaid);
  bench.crm.faults.add({ match: { method: 'PATCH', module }, action: { kind: 'access-denied' } });
  const { id, status } = await bench.play(route, body);
  expect(status).toBe('dead');
  const before = bench.calls().length;
  const answer = await bench.ask('POST', `/admin/events/${id}/plan`);
  const plan = Value.Parse(Plan, answer.body);
  expect(plan.note).toBeNull();
  expect(bench.calls()).toHaveLength(before);
  await bench.ask('POST', `/admin/events/${id}/replay`, { body: { reason: 'allowed again' } });
  expect(await bench.settled(id)).toMatchObject({ status: 'done' });
  const planned = plan.calls.map(({ verb, module, request }) =>
    isRelation(request) ? `${verb} ${module} relationships` : `${verb} ${module}`,
  );
  expect(planned.sort()).toEqual(bench.calls().slice(before).sort());
});

it('a plan of a new address ends where the address that the customer has must be read', async () => {
  const bench = await start();
  await bench.play('registrations', sampleRegistration());
  bench.crm.faults.add({ match: { method: 'PATCH', module: 'Leads' }, action: { kind: 'access-denied' } });
  const { id } = await bench.play('customer-updates', sampleCustomerUpdate());
  const plan = Value.Parse(Plan, (await bench.ask('POST', `/admin/events/${id}/plan`)).body);
  expect(plan.calls.map(({ verb, module }) => `${verb} ${module}`)).toEqual(['PATCH Leads', 'GET Leads']);
  expect(plan.note).toContain('depend on what the CRM answers');
});

it('a plan of an update that comes too late makes no call', async () => {
  const bench = await start();
  await bench.play('orders', unpaid);
  bench.crm.faults.add({ match: { method: 'PATCH', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  const { id } = await bench.play('order-updates', sampleOrderUpdate());
  await bench.play('order-updates', sampleOrderUpdate({ updated_at: '2026-03-02T09:00:00Z', status: 'Canceled' }));
  expect(await bench.ask('POST', `/admin/events/${id}/plan`)).toMatchObject({ body: { calls: [], note: null } });
});

function isRelation(request: unknown): boolean {
  const members: Overrides = Object(request);
  return ('type' in members && 'id' in members) || 'link' in members;
}
