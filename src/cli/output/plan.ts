import type { Plan } from '../api/answers.ts';
import { plain } from './plain.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';

const WIDEST_REQUEST = 100;

/** What a replay would do, one call a line. */
export function planTable(paint: Paint, { calls, done = [], note = null }: Plan): string {
  const rows = calls.map((call, index) => [
    String(index + 1),
    call.verb,
    call.module,
    plain(call.step),
    call.crm_id ?? '',
    shortened(plain(JSON.stringify(call.request ?? null))),
    plain(call.assumed ?? ''),
  ]);
  return [
    ...(done.length === 0 ? [] : [`Done already and not made again: ${done.map(plain).join(', ')}`]),
    calls.length === 0
      ? 'No call would be made.'
      : table(paint, ['', 'verb', 'module', 'step', 'CRM id', 'request', 'taken for granted'], rows),
    ...(note === null ? [] : [paint('yellow', plain(note))]),
  ].join('\n');
}

function shortened(text: string): string {
  return text.length > WIDEST_REQUEST ? `${text.slice(0, WIDEST_REQUEST - 1)}…` : text;
}
