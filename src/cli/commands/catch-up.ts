import { setTimeout as pause } from 'node:timers/promises';
import { CatchUpAnswer } from '../api/answers.ts';
import { type AdminAnswer, ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { CONNECTION_OPTIONS, type Invocation, valueOption } from '../invocation.ts';
import { write } from '../output/screen.ts';
import type { ExitCode } from '../terminal.ts';
import { REASON_OPTION } from './shared-options.ts';

/** The shop has customers to serve, too. */
const BETWEEN_PAGES_MS = 500;

/** `shops catch-up`: what no webhook has brought. */
export function addCatchUpCommand(shops: CliCommand): void {
  shops
    .command('catch-up <shop>')
    .description(
      'Asks a WooCommerce shop for the orders it has changed since a day; what was taken already changes nothing',
    )
    .takes(
      valueOption('from', 'DAY', 'the first day, such as 2026-01-01, or an instant'),
      REASON_OPTION,
      ...CONNECTION_OPTIONS,
    )
    .carriedOutBy(catchUp);
}

async function catchUp(invocation: Invocation): Promise<ExitCode> {
  const from = invocation.text('from');
  if (from === undefined) throw new WrongUsage('--from says from which day on, such as --from 2026-01-01');
  const reason = invocation.text('reason') ?? 'catch-up from the command line';
  const path = `/shops/${encodeURIComponent(invocation.argument('shop'))}/catch-up`;
  const told = { read: 0, taken: 0 };
  let place: { after: string; page: number } | null = { after: from, page: 1 };
  while (place !== null) {
    const { value }: AdminAnswer<typeof CatchUpAnswer> = await ask(invocation, CatchUpAnswer, {
      method: 'POST',
      path,
      body: { reason, ...place },
    });
    told.read += value.read;
    told.taken += value.taken;
    place = value.next;
    if (place === null) break;
    invocation.terminal.complain(`${told.read} orders read, those changed up to ${place.after}`);
    await pause(BETWEEN_PAGES_MS);
  }
  write(
    invocation,
    JSON.stringify(told),
    () => `${told.read} orders read, ${told.taken} of them as they were not read before.`,
  );
  return 0;
}
