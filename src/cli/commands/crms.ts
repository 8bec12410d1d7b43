import type { Static } from 'typebox';
import { CrmAnswer, CrmsAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { CONNECTION_OPTIONS, type Invocation } from '../invocation.ts';
import { paintStatus, plain, type Screen, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { age, shortTime } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';
import { CSV_OPTION, KEY_OPTION, REASON_OPTION } from './shared-options.ts';

const COLUMNS = [
  { head: 'CRM' },
  { head: 'status' },
  { head: 'breaker', leaveOut: 4 },
  { head: 'pending' },
  { head: 'waiting', leaveOut: 2 },
  { head: 'retrying' },
  { head: 'dead' },
  { head: 'oldest' },
  { head: 'paused by', least: 8, leaveOut: 3 },
  { head: 'since', leaveOut: 3 },
  { head: 'why', least: 10, leaveOut: 1 },
];

/** `crms`: how each is doing, and its pauses. */
export function addCrmCommands(program: CliCommand): void {
  const crms = program.command('crms').description('Shows the CRMs, and lets the events of one wait');
  crms
    .command('list')
    .description('Lists the CRMs with breaker, pause and backlog')
    .takes(CSV_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(listCrms);
  crms
    .command('pause <crm>')
    .description('Lets the events of a CRM wait; webhooks are taken on')
    .takes(REASON_OPTION, KEY_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy((invocation) => changeCrm(invocation, 'pause'));
  crms
    .command('resume <crm>')
    .description('Lets the events of a paused CRM go on')
    .takes(REASON_OPTION, KEY_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy((invocation) => changeCrm(invocation, 'resume'));
}

async function listCrms(invocation: Invocation): Promise<ExitCode> {
  const { value, text } = await ask(invocation, CrmsAnswer, { method: 'GET', path: '/crms' });
  write(invocation, text, (screen) => crmTable(screen, value.crms, invocation.terminal.timeZone));
  return 0;
}

async function changeCrm(invocation: Invocation, verb: 'pause' | 'resume'): Promise<ExitCode> {
  const path = `/crms/${encodeURIComponent(invocation.argument('crm'))}/${verb}`;
  const body = { reason: invocation.text('reason') };
  const key = invocation.text('idempotency-key');
  const { value, text } = await ask(invocation, CrmAnswer, { method: 'POST', path, body, key });
  const { timeZone } = invocation.terminal;
  write(invocation, text, () => {
    const { crm, paused, status } = value;
    if (paused === null) return `${plain(crm)} is not paused; it is ${plain(status)}.`;
    return `${plain(crm)} is paused by ${plain(paused.by)} since ${shortTime(paused.since, timeZone)}: ${plain(paused.reason)}`;
  });
  return 0;
}

function crmTable(screen: Screen, crms: Static<typeof CrmsAnswer>['crms'], timeZone: string | undefined): string {
  if (crms.length === 0) return 'No CRM is in use.';
  const rows = crms.map(({ crm, status, breaker, paused, backlog }) => [
    plain(crm),
    paintStatus(screen.paint, plain(status)),
    plain(breaker),
    ...[backlog.pending, backlog.waiting, backlog.retrying, backlog.dead].map(String),
    backlog.oldest_age_s === 0 ? '' : age(backlog.oldest_age_s),
    plain(paused?.by ?? ''),
    shortTime(paused?.since ?? null, timeZone),
    plain(paused?.reason ?? ''),
  ]);
  return table(screen, COLUMNS, rows);
}
