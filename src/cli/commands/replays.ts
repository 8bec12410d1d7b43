import { Option } from 'commander';
import Type from 'typebox';
import Value from 'typebox/value';
import { EventAnswer, type LeftOutAnswer, ProgressAnswer, StartedAnswer, TrialAnswer } from '../api/answers.ts';
import { type AdminAnswer, ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { CONNECTION_OPTIONS, type Invocation, valueOption } from '../invocation.ts';
import { eventTable } from '../output/events.ts';
import { plain, plainJson, write } from '../output/screen.ts';
import { timeLeft } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';
import { eventFilterOf, FILTER_OPTIONS } from './event-filter.ts';
import { showReplays } from './list-replays.ts';
import { PICKED_OPTIONS, pickedIds } from './picked-ids.ts';
import { CSV_OPTION, KEY_OPTION, MODE_OPTION, modeOf, PAGE_OPTIONS, REASON_OPTION } from './shared-options.ts';

const LOOK_EVERY_MS = 1000;
/** As many left out events are told one by one. */
const MOST_TOLD = 20;

/** `replays`: many events put back in line at once. */
export function addReplayCommands(program: CliCommand): void {
  const replays = program.command('replays').description('Puts many events back in line at a pace');
  replays
    .command('list')
    .description('Lists bulk replays and how far each one is')
    .takes(valueOption('status', 'STATUS', 'running, finished or cancelled'), ...PAGE_OPTIONS)
    .takes(CSV_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(showReplays);
  replays
    .command('start')
    .description('Replays many events at a pace: the set is frozen now')
    .takes(valueOption('name', 'NAME', 'what to call it').makeOptionMandatory(), REASON_OPTION)
    .takes(...FILTER_OPTIONS, ...PICKED_OPTIONS)
    .takes(MODE_OPTION, valueOption('rate', 'N', 'events a second: 0.1 to 200 (5)'))
    .takes(new Option('--dry-run', 'only tell how many, and show some'), KEY_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(startReplay);
  replays
    .command('show <id>')
    .description('Tells how far a replay is')
    .takes(new Option('--watch', 'until it is over; exit code 1 if events failed'), ...CONNECTION_OPTIONS)
    .carriedOutBy(showReplay);
  replays
    .command('cancel <id>')
    .description('Ends a replay; what was replayed stays so')
    .takes(REASON_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(cancelReplay);
}

async function startReplay(invocation: Invocation): Promise<ExitCode> {
  const request = {
    name: invocation.text('name'),
    reason: invocation.text('reason'),
    ...(await choiceOf(invocation)),
    ...modeOf(invocation),
    ...rateOf(invocation),
  };
  const path = '/replays';
  if (invocation.flag('dry-run')) {
    const body = { ...request, dry_run: true };
    const { value, text } = await ask(invocation, TrialAnswer, { method: 'POST', path, body });
    write(invocation, text, (screen) => {
      const sample = Value.Check(Type.Array(EventAnswer), value.sample)
        ? eventTable(screen, value.sample, invocation.terminal.timeZone)
        : plainJson(value.sample);
      const some = value.sample.length === 0 ? '' : ` Among them:\n${sample}`;
      return `${value.count} events would be replayed.${some}${leftOutLines(value.left_out)}`;
    });
    return 0;
  }
  const { value, text } = await ask(invocation, StartedAnswer, {
    method: 'POST',
    path,
    body: request,
    key: invocation.text('idempotency-key'),
  });
  write(
    invocation,
    text,
    () =>
      `Replay ${value.id} of ${value.total} events has started: replays show ${value.id} --watch${leftOutLines(value.left_out)}`,
  );
  return 0;
}

/** By a filter, or the picked events. */
async function choiceOf(invocation: Invocation): Promise<{ filter: object } | { ids: readonly string[] }> {
  const given = Object.entries(eventFilterOf(invocation)).filter(([, value]) => value !== undefined);
  const ids = await pickedIds(invocation);
  if (ids === null) return { filter: Object.fromEntries(given) };
  if (given.length === 0) return { ids };
  throw new WrongUsage('Events are picked by their ids or by a filter, not by both');
}

/** What of the picked events is not replayed, and why. */
function leftOutLines(leftOut: LeftOutAnswer | undefined): string {
  if (leftOut === undefined || leftOut.length === 0) return '';
  const lines = leftOut.slice(0, MOST_TOLD).map(({ id, status }) => `  ${plain(id)} is ${plain(status ?? 'unknown')}`);
  const more = leftOut.length > MOST_TOLD ? `\n  and ${leftOut.length - MOST_TOLD} more` : '';
  return `\nLeft out, since nothing of it is to be replayed:\n${lines.join('\n')}${more}`;
}

async function showReplay(invocation: Invocation): Promise<ExitCode> {
  let answer = await progress(invocation);
  if (!invocation.flag('watch')) {
    write(invocation, answer.text, () => progressLine(answer.value));
    return 0;
  }
  for (let shown = ''; isGoingOn(answer.value); answer = await progress(invocation)) {
    const line = progressLine(answer.value);
    if (line !== shown && !invocation.flag('json')) invocation.terminal.print(line);
    shown = line;
    await invocation.terminal.pause(LOOK_EVERY_MS);
  }
  write(invocation, answer.text, () => progressLine(answer.value));
  return answer.value.failed === 0 ? 0 : 1;
}

async function cancelReplay(invocation: Invocation): Promise<ExitCode> {
  const body = { reason: invocation.text('reason') };
  const { text } = await ask(invocation, Type.Unknown(), { method: 'DELETE', path: pathOf(invocation), body });
  write(invocation, text, () => `Replay ${plain(invocation.argument('id'))} is cancelled.`);
  return 0;
}

function progress(invocation: Invocation): Promise<AdminAnswer<typeof ProgressAnswer>> {
  return ask(invocation, ProgressAnswer, { method: 'GET', path: pathOf(invocation) });
}

function pathOf(invocation: Invocation): string {
  return `/replays/${encodeURIComponent(invocation.argument('id'))}`;
}

// A replay is finished once its last event is in line again; how that one ends is still to come.
function isGoingOn({ pending, status }: ProgressAnswer): boolean {
  return pending > 0 && status !== 'cancelled';
}

function progressLine({ total, pending, done, failed, status, name, eta_s }: ProgressAnswer): string {
  const title = [name, status].filter((part) => part !== undefined).map(plain);
  const left = timeLeft(eta_s);
  const parts = [...title, `${done} of ${total} done`, `${failed} failed`, `${pending} to go`];
  return [...parts, ...(left === '' ? [] : [`about ${left}`])].join(', ');
}

function rateOf({ text }: Invocation): { rate?: number } {
  const rate = text('rate');
  if (rate === undefined) return {};
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(rate) || Number(rate) === 0) {
    throw new WrongUsage(`--rate must be a number of events a second such as 0.5 or 10, not "${rate}"`);
  }
  return { rate: Number(rate) };
}
