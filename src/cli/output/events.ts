import { readInstant } from '../../domain/dates.ts';
import type { EventAnswer, EventWithSteps, PlanAnswer, StepAnswer } from '../api/answers.ts';
import { paintStatus, plain, plainJson, type Screen } from './screen.ts';
import { table } from './table.ts';
import { duration, shortTime } from './time.ts';
import { tryTable } from './tries.ts';

const EVENT_COLUMNS = [
  { head: 'id' },
  { head: 'received', leaveOut: 1 },
  { head: 'status' },
  { head: 'type', leaveOut: 2 },
  { head: 'unit', least: 8, leaveOut: 3 },
  { head: 'about', least: 12 },
  { head: 'tries', leaveOut: 4 },
  { head: '', least: 12 },
];
const STEP_COLUMNS = [
  { head: 'started', leaveOut: 3 },
  { head: 'took', leaveOut: 2 },
  { head: 'status' },
  { head: 'step', least: 12 },
  { head: 'module', least: 8, leaveOut: 1 },
  { head: 'CRM id' },
  { head: '' },
];
const PLAN_COLUMNS = [
  { head: '' },
  { head: 'verb' },
  { head: 'module', least: 8, leaveOut: 1 },
  { head: 'step', least: 12 },
  { head: 'CRM id', leaveOut: 3 },
  { head: 'request', least: 16, leaveOut: 2 },
  { head: 'taken for granted', least: 12, leaveOut: 4 },
];

/** Events in a table, one line each. */
export function eventTable(screen: Screen, events: readonly EventAnswer[], timeZone: string | undefined): string {
  if (events.length === 0) return 'No events.';
  const rows = events.map((event) => [
    event.id,
    shortTime(event.received_at, timeZone),
    paintStatus(screen.paint, event.status),
    event.type,
    plain(event.business_unit),
    plain(about(event)),
    String(event.attempts),
    plain(concern(event)),
  ]);
  return table(screen, EVENT_COLUMNS, rows);
}

function about({ user_id, order_id, refund_id }: EventAnswer): string {
  return [refund_id, order_id, user_id].filter((part) => part !== null).join(' / ');
}

function concern({ error, waiting_for, warnings }: EventAnswer): string {
  if (waiting_for !== null) return `waits for ${waiting_for}`;
  if (error !== null) return error.step === null ? error.class : `${error.class}: ${error.step}`;
  return warnings.length === 0 ? '' : `${warnings.length} warning${warnings.length === 1 ? '' : 's'}`;
}

/** One event with everything: what it is, what happened to it and when, and what the shop sent. */
export function eventReport(
  screen: Screen,
  event: EventWithSteps,
  { timeZone, details }: { readonly timeZone: string | undefined; readonly details: boolean },
): string {
  const { paint } = screen;
  const time = (instant: string | null) => shortTime(instant, timeZone);
  const facts: readonly (readonly [string, string])[] = [
    ['event', event.id],
    ['webhook', plain(event.webhook_id)],
    ['type', event.type],
    ['unit', plain(event.business_unit)],
    ['status', paintStatus(paint, event.status)],
    ['user', plain(event.user_id ?? '')],
    ['order', plain(event.order_id ?? '')],
    ['refund', plain(event.refund_id ?? '')],
    ['received', time(event.received_at)],
    ['tries', String(event.attempts)],
    ['mode', event.mode === undefined || event.mode === 'resume' ? '' : event.mode],
    ['next try', event.status === 'done' ? '' : time(event.next_attempt_at)],
    ['finished', time(event.finished_at)],
    ['waits for', plain(event.waiting_for ?? '')],
    ['held by', event.holder == null ? '' : `${event.holder.id} (${event.holder.type}, ${event.holder.status})`],
    ['error', event.error === null ? '' : paint('red', plain(errorLine(event.error)))],
    [
      'removed',
      event.payload_removed_at == null ? '' : `${time(event.payload_removed_at)}, payload and steps by retention`,
    ],
    ...event.warnings.map((warning): [string, string] => ['warning', paint('yellow', plain(warning))]),
  ];
  const lines = facts.filter(([, value]) => value !== '').map(([name, value]) => `${name.padEnd(9)}  ${value}`);
  return [
    ...lines,
    '',
    ...(event.tries === undefined ? [] : [paint('bold', 'Tries'), tryTable(screen, event.tries, timeZone), '']),
    ...(event.payload_removed_at == null ? said(screen, event, { timeZone, details }) : []),
  ].join('\n');
}

/** What went to the CRM, and what the shop sent. */
function said(
  screen: Screen,
  event: EventWithSteps,
  { timeZone, details }: { readonly timeZone: string | undefined; readonly details: boolean },
): string[] {
  return [
    screen.paint('bold', 'Steps'),
    timeline(screen, event.steps, timeZone, details),
    '',
    screen.paint('bold', 'Payload'),
    plainJson(event.payload),
    ...amendment(screen, event, timeZone),
  ];
}

/** What the shop sent before somebody gave the event another payload. */
function amendment({ paint }: Screen, { amended }: EventWithSteps, timeZone: string | undefined): string[] {
  if (amended === undefined || amended === null) return [];
  const { at, actor, reason, payload } = amended;
  const by = `First payload, amended by ${plain(actor)} at ${shortTime(at, timeZone)}: ${plain(reason)}`;
  return ['', paint('bold', by), plainJson(payload)];
}

function errorLine({ class: kind, step, message }: NonNullable<EventAnswer['error']>): string {
  return `${kind}${step === null ? '' : ` at "${step}"`}: ${message}`;
}

/** Steps in order of their start. */
function timeline(
  screen: Screen,
  steps: readonly StepAnswer[],
  timeZone: string | undefined,
  details: boolean,
): string {
  if (steps.length === 0) return '  none yet';
  const ordered = [...steps].sort((a, b) => compareStarts(a.started_at, b.started_at));
  const rows = ordered.map((step) => [
    shortTime(step.started_at, timeZone),
    duration(step.started_at, step.finished_at),
    paintStatus(screen.paint, step.status),
    plain(step.key),
    plain(step.module),
    step.crm_id ?? '',
    step.attempts === 1 ? '' : `${step.attempts} tries`,
  ]);
  const drawn = table(screen, STEP_COLUMNS, rows);
  if (!details) return drawn;
  const bodies = ordered.flatMap((step) => [
    '',
    screen.paint('bold', plain(step.key)),
    ...(step.request === null || step.request === undefined ? [] : ['  sent', plainJson(step.request)]),
    ...(step.response === null || step.response === undefined ? [] : ['  answered', plainJson(step.response)]),
  ]);
  return [drawn, ...bodies].join('\n');
}

function compareStarts(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  // In UTC and to the millisecond, instants sort as text.
  return (readInstant(a) ?? a).localeCompare(readInstant(b) ?? b);
}

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
    calls.length === 0 ? 'No call would be made.' : table(screen, PLAN_COLUMNS, rows),
    ...(note === null ? [] : [screen.paint('yellow', plain(note))]),
  ].join('\n');
}
