import type { Static } from 'typebox';
import { HealthAnswer } from '../api/answers.ts';
import { askHealth } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { type Invocation, URL_OPTION } from '../invocation.ts';
import { paintStatus, plain, type Screen, write } from '../output/screen.ts';
import { age, shortTime } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';

/** `health`: how the service and all around it is doing. */
export function addHealthCommand(program: CliCommand): void {
  program
    .command('health')
    .description('Tells how the service is doing; exit code 1 if it is degraded or not to be reached')
    .takes(URL_OPTION)
    .carriedOutBy(showHealth);
}

async function showHealth(invocation: Invocation): Promise<ExitCode> {
  const { value, text } = await askHealth(invocation, HealthAnswer);
  write(invocation, text, (screen) => healthLines(screen, value, invocation.terminal.timeZone).join('\n'));
  return value.status === 'ok' ? 0 : 1;
}

function healthLines(
  { paint }: Screen,
  { status, database, crms, shops = {}, backlog }: Static<typeof HealthAnswer>,
  timeZone: string | undefined,
): string[] {
  const line = (name: string, words: string, more = '') =>
    `${plain(name).padEnd(12)}  ${paintStatus(paint, plain(words))}${more === '' ? '' : `  ${more}`}`;
  const crmLines = Object.entries(crms).map(([name, { status: state, paused }]) =>
    line(
      name,
      state,
      paused === undefined
        ? ''
        : `by ${plain(paused.by)} since ${shortTime(paused.since, timeZone)}: ${plain(paused.reason)}`,
    ),
  );
  const shopLines = Object.entries(shops).map(([name, shop]) => {
    const last = shop.last_delivery_at === null ? 'never' : shortTime(shop.last_delivery_at, timeZone);
    return line(`shop ${name}`, shop.status, `last delivery ${last}`);
  });
  return [
    line('service', status),
    line('database', database),
    ...crmLines,
    ...shopLines,
    backlog === null ? line('backlog', 'unknown') : `${'backlog'.padEnd(12)}  ${backlogWords(backlog)}`,
  ];
}

function backlogWords(backlog: NonNullable<Static<typeof HealthAnswer>['backlog']>): string {
  const { pending, waiting, retrying, dead, oldest_pending_age_s: oldest } = backlog;
  const since = pending === 0 ? '' : ` (the oldest for ${age(oldest)})`;
  return `${pending} pending${since}, ${waiting} waiting, ${retrying} retrying, ${dead} dead`;
}
