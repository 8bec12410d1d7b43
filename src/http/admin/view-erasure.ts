import Type from 'typebox';
import { type StateOfEvent, StillInWork } from '../../operations/privacy/settled.ts';
import { HttpError } from '../problem.ts';
import { Reason } from './fields.ts';

/** So many events are named one by one. */
const MOST_NAMED = 50;

/** What is asked of an erasure. */
export const ErasureOrder = Type.Object(
  {
    reason: Reason,
    dry_run: Type.Optional(Type.Boolean({ description: 'Whether it is only told what would be erased.' })),
  },
  { additionalProperties: false },
);

/** The events of an erasure. `whose`: in a sentence about them. */
export function erasedEvents(whose: string) {
  return {
    events: Type.Integer({ description: `How many events are ${whose}: their payloads and steps are redacted.` }),
    in_work: Type.Integer({
      description: 'Those of them that are still to be run: while there are any, nothing is erased.',
    }),
    dead: Type.Integer({
      description: 'Those of them that are dead. What they say goes as well, so replay or discard them before.',
    }),
    named: Type.Array(Type.Object({ id: Type.String(), type: Type.String(), status: Type.String() }), {
      description: `The first ${MOST_NAMED} of those in work, or dead.`,
    }),
  };
}

/** The events that stand in the way of an erasure, or lose by it. */
export interface ErasedEvents {
  readonly events: number;
  readonly inWork: readonly StateOfEvent[];
  readonly dead: readonly StateOfEvent[];
}

export function viewErasedEvents({ events, inWork, dead }: ErasedEvents) {
  const named = [...inWork, ...dead].slice(0, MOST_NAMED);
  return {
    events,
    in_work: inWork.length,
    dead: dead.length,
    named: named.map(({ id, type, status }) => ({ id, type, status })),
  };
}

/** Turns events that are still to be run into a `409`. */
export async function refusedWhileInWork<T>(erase: () => Promise<T>): Promise<T> {
  try {
    return await erase();
  } catch (error) {
    if (error instanceof StillInWork) throw new HttpError(409, error.code, error.message);
    throw error;
  }
}
