import type { PlanAnswer } from '../api/answers.ts';
import { plain } from './plain.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

const COLUMNS = [
  { head: '' },
  { head: 'verb' },
  { head: 'module', least: 8, leaveOut: 1 },
  { head: 'step', least: 12 },
  { head: 'CRM id', leaveOut: 3 },
  { head: 'request', least: 16, leaveOut: 2 },
  { head: 'taken for granted', least: 12, leaveOut: 4 },
];

/** What a replay would do, one call a line. */
export function planTable(screen: Screen, { calls, done = [], note = null }: PlanAnswer): string {
  const rows = calls.map((call, index) => [
    String(index + 1),
    call.verb,
    call.module,
    plain(call.step),
    call.crm_id ?? '',
    plain(JSON.stringify(call.request ?? null)),
    plain(call.assumed ?? ''),
  ]);
  return [
    ...(done.length === 0 ? [] : [`Done already and not made again: ${done.map(plain).join(', ')}`]),
    calls.length === 0 ? 'No call would be made.' : table(screen, COLUMNS, rows),
    ...(note === null ? [] : [screen.paint('yellow', plain(note))]),
  ].join('\n');
}
