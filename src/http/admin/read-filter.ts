import Type, { type Static } from 'typebox';
import { EVENT_SCHEMAS } from '../../domain/events/event-readers.ts';
import type { Fault } from '../../domain/faults.ts';
import type { EventStatus } from '../../inbox/claimed-event.ts';
import type { EventFilter } from '../../operations/event-filter.ts';
import { QueryText, QueryTime, readQueryTime } from './fields.ts';
import { RequestInvalid } from './request-invalid.ts';

/** Every status, as a record so that the compiler misses none. */
const STATUSES: Readonly<Record<EventStatus, true>> = {
  pending: true,
  running: true,
  waiting: true,
  retrying: true,
  done: true,
  dead: true,
  discarded: true,
};
const ALL_STATUSES: readonly string[] = Object.keys(STATUSES);
const TYPES: readonly string[] = Object.keys(EVENT_SCHEMAS);

/** The members of a filter, as a query or a body has them. */
export const FILTER = {
  status: several(ALL_STATUSES, ['dead', 'dead,retrying']),
  type: several(TYPES, ['order.paid', 'order.paid,order.refunded']),
  business_unit: QueryText,
  user_id: QueryText,
  order_id: QueryText,
  from: QueryTime,
  to: QueryTime,
};
const Filter = Type.Object(FILTER);
export type FilterInput = Static<typeof Filter>;

/** The filter that a request names. Throws `RequestInvalid` for what its schema cannot tell; `at`: where it stands in the body. */
export function readFilter(input: FilterInput, at = ''): EventFilter {
  const statuses = readSeveral(input.status);
  const types = readSeveral(input.type);
  const from = readTime(input.from);
  const to = readTime(input.to);
  const faults: Fault[] = [];
  if (!(statuses ?? []).every(isStatus))
    faults.push({ path: `${at}/status`, message: `Must be of ${ALL_STATUSES.join(', ')}.` });
  if (!(types ?? []).every((type) => TYPES.includes(type)))
    faults.push({ path: `${at}/type`, message: `Must be of ${TYPES.join(', ')}.` });
  if (from !== null && to !== null && from >= to)
    faults.push({ path: `${at}/to`, message: 'Must be later than from.' });
  if (faults.length > 0) throw new RequestInvalid(faults);
  return {
    statuses: statuses?.filter(isStatus) ?? null,
    types,
    businessUnit: input.business_unit ?? null,
    userId: input.user_id ?? null,
    orderId: input.order_id ?? null,
    from,
    to,
  };
}

function several(words: readonly string[], examples: readonly string[]) {
  return Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: `One or several, as a list or divided by commas: ${words.join(', ')}.`,
      examples: [...examples],
    }),
  );
}

function readSeveral(input: string | readonly string[] | undefined): readonly string[] | null {
  if (input === undefined) return null;
  return [input].flat().flatMap((part) => part.split(',').map((word) => word.trim()));
}

function readTime(input: string | undefined): Date | null {
  return input === undefined ? null : readQueryTime(input);
}

function isStatus(text: string): text is EventStatus {
  return ALL_STATUSES.includes(text);
}
