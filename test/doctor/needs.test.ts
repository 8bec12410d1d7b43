import { expect, it, onTestFinished } from 'vitest';
import type { JournaledCall } from '../../lab/simulator/suitecrm/index.ts';
import { moduleNeeds, RELATIONSHIPS } from '../../src/doctor/suitecrm/requirements.ts';
import {
  sampleCustomerUpdate,
  sampleOrder,
  sampleOrderUpdate,
  sampleProduct,
  sampleRefund,
  sampleRegistration,
} from '../../src/domain/events/samples.ts';
import { startBench } from '../support/service.ts';

it('every field and relationship that a registration, an order, a refund and updates use in the CRM is looked for', async () => {
  const bench = await startBench();
  onTestFinished(() => bench.close());
  await bench.play('registrations', sampleRegistration({ customer: { gender: 'f', email2: 'b@example.com' } }));
  await bench.play('orders', sampleOrder({ currency: 'EUR' }));
  await bench.play('customer-updates', sampleCustomerUpdate());
  await bench.play('order-updates', sampleOrderUpdate());
  await bench.play('products', sampleProduct());
  await bench.play('refunds', sampleRefund());
  const calls = bench.crm.journal.calls();
  const needs = new Map(moduleNeeds().map(({ module, fields }) => [module, fields]));
  const used = calls.flatMap((call) => [...sentFields(call), ...filteredFields(call)]);
  const unknown = used.filter(([module, field]) => needs.get(module)?.includes(field) !== true);
  expect(new Set(used.map(([module]) => module))).toEqual(new Set(needs.keys()));
  expect(unknown).toEqual([]);
  const related = new Set(calls.flatMap(relatedModules));
  expect([...related].sort()).toEqual(
    RELATIONSHIPS.filter((need) => need.related !== 'AOS_Line_Item_Groups')
      .map((need) => `${need.module} ${need.related}`)
      .sort(),
  );
});

function sentFields({ module, body, path }: JournaledCall): [string, string][] {
  const data = member(body, 'data');
  if (module === null || path.includes('/relationships')) return [];
  return Object.keys(Object(member(data, 'attributes') ?? {})).map((field) => [module, field]);
}

function filteredFields({ module, query }: JournaledCall): [string, string][] {
  const fields = [...decodeURIComponent(query).matchAll(/filter\[(\w+)\]/g)].map(([, field = '']) => field);
  return module === null ? [] : fields.map((field) => [module, field]);
}

function relatedModules({ module, method, path, body }: JournaledCall): string[] {
  if (method !== 'POST' || !path.includes('/relationships')) return [];
  return [`${module} ${String(member(member(body, 'data'), 'type'))}`];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
