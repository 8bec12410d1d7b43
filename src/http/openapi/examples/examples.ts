import { EVENT_EXAMPLES } from './events.ts';
import { RECORD_EXAMPLES } from './records.ts';

/** A whole body of each answer that is worth one: by route, then by status. */
export const ANSWER_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...EVENT_EXAMPLES,
  ...RECORD_EXAMPLES,
};
