import { RetentionAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { CONNECTION_OPTIONS, type Invocation, valueOption } from '../invocation.ts';
import { plain, type Screen, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';

const COLUMNS = [
  { head: 'type' },
  { head: 'events' },
  { head: 'size' },
  { head: 'oldest end', leaveOut: 2 },
  { head: 'newest end', leaveOut: 1 },
];

/** `retention`: what it would remove. */
export function addRetentionCommand(program: CliCommand): void {
  program
    .command('retention')
    .description('Tells which payloads and steps retention would remove now; removes nothing')
    .takes(valueOption('days', 'N', 'as if RETENTION_DAYS were this'), ...CONNECTION_OPTIONS)
    .carriedOutBy(showRetention);
}

async function showRetention(invocation: Invocation): Promise<ExitCode> {
  const days = invocation.text('days');
  if (days !== undefined && !/^\d{1,5}(?:\.\d{1,6})?$/.test(days))
    throw new WrongUsage(`--days must be a number of days, such as 90, not "${days}"`);
  const { value, text } = await ask(invocation, RetentionAnswer, {
    method: 'GET',
    path: '/retention',
    query: { days },
  });
  write(invocation, text, (screen) => report(screen, value, invocation.terminal.timeZone));
  return 0;
}

function report(screen: Screen, told: RetentionAnswer, timeZone: string | undefined): string {
  const { days, events, bytes, older_than, types } = told;
  const time = (instant: string | null) => shortTime(instant, timeZone);
  const what = `${events} events, ${size(bytes)} of payloads and steps: done or discarded before ${time(older_than)}, over ${days} days ago.`;
  const rows = types.map((one) => [
    plain(one.type),
    String(one.events),
    size(one.bytes),
    time(one.oldest_at),
    time(one.newest_at),
  ]);
  return [what, ...(rows.length === 0 ? [] : [table(screen, COLUMNS, rows)]), inForce(told, timeZone)].join('\n\n');
}

function inForce({ configured_days: days, last_sweep: last }: RetentionAnswer, timeZone: string | undefined): string {
  const setting = days === null ? 'RETENTION_DAYS is not set: everything is kept.' : `RETENTION_DAYS is ${days}.`;
  if (last === null) return setting;
  const taken = `${last.events} events, ${size(last.bytes)}`;
  return last.finished_at === null
    ? `${setting} A sweep is under way: ${taken} so far.`
    : `${setting} The last sweep ended ${shortTime(last.finished_at, timeZone)}: ${taken}.`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const count = bytes / 1000 ** power;
  return `${power === 0 ? count : count.toFixed(1)} ${UNITS[power] ?? ''}`;
}
