import type { CommandCall, Option } from '../command.ts';
import { WrongUsage } from '../errors.ts';

/** What the service takes for the limit where none is given. */
export const USUAL_LIMIT = 50;
export const LIMIT_OPTION: Option = { name: 'limit', value: 'N', text: `how many at once: 1 to 200 (${USUAL_LIMIT})` };

/** Which part of a list is shown. */
export const PAGE_OPTIONS: readonly Option[] = [
  LIMIT_OPTION,
  { name: 'cursor', value: 'CURSOR', text: 'go on where an earlier list ended' },
];

/** The part of a list that a call asks for, by the names of the admin API. */
export function pageOfCall(call: CommandCall): { limit: string | undefined; cursor: string | undefined } {
  return { limit: readLimit(call), cursor: call.text('cursor') };
}

export function readLimit({ text }: CommandCall): string | undefined {
  const limit = text('limit');
  if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit)) {
    throw new WrongUsage(`--limit must be a whole number from 1, not "${limit}"`);
  }
  return limit;
}
