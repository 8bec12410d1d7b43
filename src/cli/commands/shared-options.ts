import { Option } from 'commander';
import { REPLAY_MODES } from '../../domain/events/replay-mode.ts';
import { WrongUsage } from '../errors.ts';
import { type Invocation, valueOption } from '../invocation.ts';

/** Every change stands in the audit log with its reason. */
export const REASON_OPTION = valueOption('reason', 'TEXT', 'why, for the audit log').makeOptionMandatory();
/** For whoever may have to ask again: a command that lost its answer is called again with the same key. */
export const KEY_OPTION = valueOption(
  'idempotency-key',
  'KEY',
  'the same command again with the same key changes nothing more (remembered for 7 days)',
);

/** How a replayed event goes on. */
export const MODE_OPTION = valueOption(
  'mode',
  'MODE',
  'resume (usual) goes on, repair tries again what a done event warned of, again looks at everything and makes what is gone',
);

/** The mode of an invocation, by the name of the admin API; nothing where none is given. */
export function modeOf({ text }: Invocation): { mode?: string } {
  const mode = text('mode');
  if (mode === undefined) return {};
  if (!REPLAY_MODES.some((known) => known === mode))
    throw new WrongUsage(`--mode must be one of ${REPLAY_MODES.join(', ')}, not "${mode}"`);
  return { mode };
}

/** What the service takes for the limit where none is given. */
const USUAL_LIMIT = 50;
const LIMIT_OPTION = valueOption('limit', 'N', `how many at once: 1 to 200 (${USUAL_LIMIT})`);

/** For a spreadsheet. */
export const CSV_OPTION = new Option('--csv', 'print the list as CSV').conflicts('json');

/** Which part of a list is shown. */
export const PAGE_OPTIONS: readonly Option[] = [
  LIMIT_OPTION,
  valueOption('cursor', 'CURSOR', 'go on where an earlier list ended'),
];

/** The part of a list that an invocation asks for, by the names of the admin API. */
export function pageOf(invocation: Invocation): { limit: string | undefined; cursor: string | undefined } {
  return { limit: limitOf(invocation), cursor: invocation.text('cursor') };
}

/** The limit of an invocation, as text of a whole number; undefined where none is given. */
function limitOf({ text }: Invocation): string | undefined {
  const limit = text('limit');
  if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit)) {
    throw new WrongUsage(`--limit must be a whole number from 1, not "${limit}"`);
  }
  return limit;
}
