import type { JournaledCall } from '../../../lab/simulator/suitecrm/index.ts';
import { type Bench, describeCall } from '../service.ts';

/** A call to the CRM with its short description, such as `POST Leads` or `POST Leads relationships Contacts`. */
export type DescribedCall = JournaledCall & { readonly text: string };

/** The CRM calls made during some work, tokens left out, in order of arrival. */
export async function callsDuring(bench: Bench, work: () => Promise<unknown>): Promise<DescribedCall[]> {
  const before = new Set(bench.crm.journal.calls());
  await work();
  return bench.crm.journal
    .calls((call) => call.path.startsWith('/Api/V8/') && !before.has(call))
    .map((call) => ({ ...call, text: `${describeCall(call)}${relatedModule(call)}` }));
}

function relatedModule(call: JournaledCall): string {
  const type = call.path.endsWith('/relationships') ? member(member(call.body, 'data'), 'type') : undefined;
  return typeof type === 'string' ? ` ${type}` : '';
}

/** The descriptions of calls, sorted where the sequence does not matter. */
export function texts(calls: readonly DescribedCall[]): string[] {
  return calls.map((call) => call.text).sort();
}

/** Whether every call of the first kind had its answer before any of the second began. Both kinds must have been made. */
export function comesBefore(calls: readonly DescribedCall[], first: string, second: string): boolean {
  const ends = callsLike(calls, first).map((call) => call.finishedAt ?? Number.POSITIVE_INFINITY);
  const starts = callsLike(calls, second).map((call) => call.startedAt);
  return Math.max(...ends) <= Math.min(...starts);
}

/** The attributes that a call sent. */
export function sentAttributes(call: DescribedCall | undefined): Readonly<Record<string, unknown>> {
  const data = member(call?.body, 'data');
  const attributes = member(data, 'attributes');
  return typeof attributes === 'object' && attributes !== null ? { ...attributes } : {};
}

export function callsLike(calls: readonly DescribedCall[], text: string): readonly DescribedCall[] {
  const found = calls.filter((call) => call.text === text);
  if (found.length === 0) throw new Error(`No call ${text} among ${texts(calls).join(', ')}`);
  return found;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
