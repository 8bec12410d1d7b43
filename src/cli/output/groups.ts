import type { GroupAnswer } from '../api/answers.ts';
import { plain, type Screen } from './screen.ts';
import { table } from './table.ts';
import { shortTime } from './time.ts';

const COLUMNS = [
  { head: 'events' },
  { head: 'class', leaveOut: 2 },
  { head: 'code', least: 10 },
  { head: 'step', least: 10 },
  { head: 'type', leaveOut: 3 },
  { head: 'first', leaveOut: 4 },
  { head: 'last', leaveOut: 1 },
  { head: 'one of them' },
];

/** Groups of events that failed in one way, one line each. */
export function groupTable(screen: Screen, groups: readonly GroupAnswer[], timeZone: string | undefined): string {
  if (groups.length === 0) return 'Nothing has failed.';
  const rows = groups.map((group) => [
    String(group.count),
    group.error_class,
    plain(group.error_code),
    plain(group.error_step ?? ''),
    group.type,
    shortTime(group.first_at, timeZone),
    shortTime(group.last_at, timeZone),
    group.sample,
  ]);
  return table(screen, COLUMNS, rows);
}
