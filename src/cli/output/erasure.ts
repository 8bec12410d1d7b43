import type { ErasureAnswer } from '../api/answers.ts';
import { plain, type Screen } from './screen.ts';
import { table } from './table.ts';

const EVENTS = [{ head: 'event' }, { head: 'type' }, { head: 'status' }];

/** The events that stand in the way of an erasure, and those that lose by it. */
export function inTheWay(screen: Screen, { in_work, dead, named }: Omit<ErasureAnswer, 'links'>): string[] {
  if (named.length === 0) return [];
  const rows = named.map(({ id, type, status }) => [plain(id), plain(type), plain(status)]);
  const says = [
    ...(in_work > 0 ? [`${in_work} are still to be run, and nothing is erased before their end.`] : []),
    ...(dead > 0 ? [`${dead} are dead: replay or discard them before what they say is gone.`] : []),
  ];
  return [...says, table(screen, EVENTS, rows)];
}
