import { beforeAll, describe, expect, it } from 'vitest';
import type { JournaledCall, SuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, comesBefore, type DescribedCall } from '../support/workflows/calls.ts';

/** Calls that need not wait for each other: each is kept waiting until the others have arrived. */
const TOGETHER = [
  ['POST AOS_Products', 'POST Contacts'],
  ['POST AOS_Products_Quotes', 'POST AOS_Line_Item_Groups', 'GET OWL_Promotions'],
];

const isPlain = ({ path }: JournaledCall) => !path.includes('/relationships');
const nameOf = ({ method, module }: JournaledCall) => `${method} ${module}`;

/** Resolves when those that a call belongs together with are under way as well. */
async function others(crm: SuiteCrmSimulator, call: JournaledCall): Promise<void> {
  const names = isPlain(call) ? (TOGETHER.find((together) => together.includes(nameOf(call))) ?? []) : [];
  await Promise.all(names.map((name) => crm.journal.waitFor((other) => isPlain(other) && nameOf(other) === name)));
}

describe('the calls of an order', () => {
  const bench = useBench({ suitecrm: { verifyRelations: false, timeoutMs: 20_000 } });
  let calls: readonly DescribedCall[];
  beforeAll(async () => {
    await bench.play('registrations', sampleRegistration());
    bench.crm.setLatency((call) => others(bench.crm, call));
    calls = await callsDuring(bench, () => bench.play('orders', sampleOrder()));
  });

  it.each([
    ['GET Contacts', 'POST Contacts'],
    ['POST Contacts', 'POST Leads relationships Contacts'],
    ['POST Leads relationships Contacts', 'PATCH Leads'],
    ['POST Contacts', 'POST ProspectLists relationships Contacts'],
    ['GET AOS_Products', 'GET AOS_Product_Categories'],
    ['GET AOS_Product_Categories', 'POST AOS_Products'],
    ['POST AOS_Products', 'POST AOS_Products relationships jjwg_Markers'],
    ['POST jjwg_Markers', 'POST AOS_Products relationships jjwg_Markers'],
    ['POST Contacts', 'POST AOS_Invoices'],
    ['POST AOS_Products', 'POST AOS_Invoices'],
    ['POST AOS_Invoices', 'POST AOS_Line_Item_Groups'],
    ['POST AOS_Invoices', 'POST AOS_Products_Quotes'],
    ['POST AOS_Products', 'POST AOS_Products_Quotes'],
    ['POST AOS_Invoices', 'POST AOS_Invoices relationships OWL_Promotions'],
    ['GET OWL_Promotions', 'POST AOS_Invoices relationships OWL_Promotions'],
    ['POST AOS_Invoices', 'POST AOS_Invoices relationships SecurityGroups'],
  ])('has the answer to %s before %s begins', (first, second) => {
    expect(comesBefore(calls, first, second)).toBe(true);
  });

  it.each([
    ['POST AOS_Products', 'POST Contacts'],
    ['POST AOS_Products_Quotes', 'POST AOS_Line_Item_Groups'],
    ['GET OWL_Promotions', 'POST AOS_Line_Item_Groups'],
  ])('has %s go on while %s takes its time', (quick, slow) => {
    expect(comesBefore(calls, quick, slow)).toBe(false);
    expect(comesBefore(calls, slow, quick)).toBe(false);
  });

  it('never save one record twice at the same time', () => {
    const saves = (call: { method: string; module: string | null; path: string }) =>
      call.path.startsWith('/Api/V8/') && call.method !== 'GET' && call.module !== 'AOS_Invoices';
    const doubled = bench.crm.journal.overlaps(saves).filter(([a, b]) => a.id === b.id);
    expect(doubled).toEqual([]);
  });
});
