import type { TryAnswer } from '../api/answers.ts';
import { paintStatus, plain, type Screen } from './screen.ts';
import { table } from './table.ts';
import { duration, shortTime } from './time.ts';

const COLUMNS = [{ head: 'when' }, { head: 'took', leaveOut: 1 }, { head: 'came to' }, { head: '', least: 16 }];

/** The tries of an event in their order, one line each. */
export function tryTable(screen: Screen, tries: readonly TryAnswer[], timeZone: string | undefined): string {
  if (tries.length === 0) return '  none yet';
  const rows = tries.map((one) => [
    shortTime(one.started_at ?? one.finished_at, timeZone),
    one.kind === 'replay' ? '' : duration(one.started_at, one.finished_at),
    paintStatus(screen.paint, one.outcome.replaceAll('_', ' ')),
    plain(toldOf(one)),
  ]);
  return table(screen, COLUMNS, rows);
}

function toldOf({ kind, actor, reason, error, waiting_for }: TryAnswer): string {
  if (kind === 'replay') return [actor, reason].filter((part) => part !== null).join(': ');
  if (error !== null) return error.step === null ? error.message : `at "${error.step}": ${error.message}`;
  return waiting_for === null ? '' : `waits for ${waiting_for}`;
}
