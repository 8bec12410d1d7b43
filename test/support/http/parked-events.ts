import Type from 'typebox';
import Value from 'typebox/value';
import { expect } from 'vitest';
import type { NewEvent } from '../../../src/inbox/types.ts';
import { store } from '../events.ts';
import type { AdminBench } from './admin.ts';

const Page = Type.Object({
  events: Type.Array(Type.Object({ id: Type.String() })),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});

/** A page of the admin API's list of events: their ids, and where the next page begins. */
export async function listIds(bench: AdminBench, query: string) {
  const { status, body } = await bench.ask('GET', `/admin/events?${query}`);
  expect([query, status]).toEqual([query, 200]);
  const { events, next_cursor: cursor } = Value.Parse(Page, body);
  return { ids: events.map(({ id }) => id), cursor };
}

/** Stores events in this order of arrival, of a CRM that the bench does not have: nobody works on them. */
export async function parkEvents(bench: AdminBench, ...events: readonly NewEvent[]): Promise<string[]> {
  await store(bench.database.database, ...events.map((event) => ({ ...event, crm: 'ikcrm' as const })));
  return events.map(({ id }) => id);
}
