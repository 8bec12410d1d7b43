import Type, { type Static } from 'typebox';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import { EVENT_STATUSES } from '../../domain/events/status.ts';
import { childPath, MAX_FAULTS } from '../../domain/faults.ts';
import { isUuid } from '../../domain/uuid.ts';
import { REPLAYABLE } from '../../inbox/replay.ts';
import type { EventFilter } from '../../operations/event-filter.ts';
import type { LeftOut, ReplayChoice } from '../../operations/replays/replay-set.ts';
import { FILTER, type FilterInput, readFilter } from './read-filter.ts';
import { RequestInvalid } from './request-invalid.ts';

/** So many events are picked at once. */
const MAX_IDS = 10_000;

/** The members by which the events of a bulk replay are chosen: exactly one of both, or neither for every dead event. */
export const CHOICE = {
  filter: Type.Optional(Type.Object(FILTER, { additionalProperties: false })),
  ids: Type.Optional(
    Type.Array(Type.String({ description: 'UUID of an event' }), {
      minItems: 1,
      maxItems: MAX_IDS,
      description:
        'These events, instead of a filter. Those that cannot be replayed are left out, and named in the answer.',
    }),
  ),
};
const Choice = Type.Object(CHOICE);

/** Picked events that are not replayed. */
export const LeftOutSchema = Type.Optional(
  Type.Array(
    Type.Object({
      id: Type.String(),
      status: Type.Union([Type.Enum([...EVENT_STATUSES]), Type.Null()], {
        description:
          'Why: an event of this status is not replayed, or retention has removed its payload. Null: there is no such event.',
      }),
    }),
    { description: 'Those of the ids that are not replayed; only where ids are named.' },
  ),
);

/** Which events a request means that replays in this mode. Throws `RequestInvalid` for what its schema cannot tell. */
export function readChoice({ filter, ids }: Static<typeof Choice>, mode: ReplayMode): ReplayChoice {
  if (ids === undefined) return { filter: replayFilter(filter ?? {}, mode) };
  if (filter !== undefined)
    throw new RequestInvalid([{ path: '/ids', message: 'Must stand alone, without a filter.' }]);
  const faults = ids.flatMap((id, index) =>
    isUuid(id) ? [] : [{ path: childPath('/ids', index), message: 'Must be the UUID of an event.' }],
  );
  if (faults.length > 0) throw new RequestInvalid(faults.slice(0, MAX_FAULTS));
  return { ids: [...new Set(ids.map((id) => id.toLowerCase()))] };
}

/** What was left out, for an answer. */
export function viewLeftOut(
  choice: ReplayChoice,
  leftOut: readonly LeftOut[],
): { left_out?: NonNullable<Static<typeof LeftOutSchema>> } {
  return 'ids' in choice ? { left_out: leftOut.map(({ id, status }) => ({ id, status })) } : {};
}

function replayFilter(input: FilterInput, mode: ReplayMode): EventFilter {
  const filter = readFilter(input, '/filter');
  const possible = REPLAYABLE[mode];
  const impossible = (filter.statuses ?? []).filter((status) => !possible.includes(status));
  if (impossible.length === 0) return filter;
  const why = mode === 'resume' ? 'needs no replay' : `cannot be replayed in mode ${mode}`;
  const message = `Must be of ${possible.join(', ')}: an event that is ${impossible.join(' or ')} ${why}.`;
  throw new RequestInvalid([{ path: '/filter/status', message }]);
}
