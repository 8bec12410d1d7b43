import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { TillbridgeError } from '../../domain/errors.ts';
import { PRIVACY_TOPICS } from '../../shops/shopify/topics.ts';

/** An event of a person, as far as that tells whether it is to be run. */
export interface StateOfEvent {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly topic: string | null;
}

/** So many are named. */
const NAMED = 5;

/** Events of a person are to be run, and need what they say. */
export class StillInWork extends TillbridgeError {
  readonly code = 'events_in_work';
  readonly errorClass = 'transient';

  constructor(events: readonly StateOfEvent[]) {
    const named = events.slice(0, NAMED).map(({ id, type, status }) => `${type} ${id} is ${status}`);
    const more = events.length > NAMED ? ` and ${events.length - NAMED} more` : '';
    super(`Events of the person are still to be run: ${named.join(', ')}${more}. Wait for their end, or discard them.`);
  }
}

const SETTLED: ReadonlySet<string> = new Set(['done', 'dead', 'discarded']);

/** Whether an event is not run any more unless somebody replays it. */
export function isSettled({ status }: Pick<StateOfEvent, 'status'>): boolean {
  return SETTLED.has(status);
}

const readStates = rowsBy(
  Type.Object({ id: Column.text, type: Column.text, status: Column.text, topic: Column.optionalText }),
);
const AT_ONCE = 1_000;

/** What is known of these events; of those that are to be run, requests for privacy are left out: each does what it asks for, then goes itself. */
export async function readEventStates(
  { prisma }: Pick<Database, 'prisma'>,
  ids: Iterable<string>,
): Promise<StateOfEvent[]> {
  const all = [...ids];
  const states: StateOfEvent[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const rows = await readStates(
      prisma,
      sql`
      SELECT id, type, status::text AS status, topic FROM events
      WHERE id = ANY (${all.slice(from, from + AT_ONCE)}::uuid[]) ORDER BY seq`,
    );
    states.push(...rows.filter((row) => isSettled(row) || !PRIVACY_TOPICS.includes(row.topic ?? '')));
  }
  return states;
}
