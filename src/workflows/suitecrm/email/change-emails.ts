import { stepKey } from '../../../domain/composite-keys.ts';
import { emailKey } from '../../../domain/record-ids.ts';
import { ofRecord } from '../../../domain/warning.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import type { PersonRecord } from '../person-record.ts';
import type { SharedRun } from '../run.ts';
import { changeOptOut, provideEmailRow } from './email-row.ts';
import {
  type CarriedEmail,
  type EmailTarget,
  type EmailWish,
  type ShownEmails,
  showsAlready,
  targetOf,
} from './moves.ts';
import { lookAtEmails, reachEmails } from './person-emails.ts';

/** A record of a person whose addresses are to change: what it carried before, and what it is to carry. */
interface Change {
  readonly person: PersonRecord;
  readonly before: ShownEmails;
  readonly target: EmailTarget;
}

/**
 * Makes an address the `email1` of a person's records and takes the old one off, and says to the address whether its owner wants mail.
 * Whoever wanted none under the old address wants none under the new one, unless the shop says otherwise. `onGone`: told of a record that
 * is not in the CRM any more.
 */
export async function changeEmails(
  run: SharedRun,
  people: readonly PersonRecord[],
  wish: EmailWish,
  onGone: (person: PersonRecord) => Promise<void>,
): Promise<void> {
  if (wish.email === undefined && wish.email2 === undefined && wish.emailOptOut === undefined) return;
  const changes = await eachOf(people, run.settings.width, (person) => judge(run, person, wish, onGone));
  const due = changes.filter((change) => change !== null);
  const rows = await provideRows(run, due, wish);
  await tellOptOut(run, due, wish, rows);
  await eachOf(due, run.settings.width, async ({ person, target }) => {
    const { module, id } = person;
    const stands = await run.exclusively(`${module} ${id}`, { module, crmId: id }, () =>
      reachEmails(run, person, target, (address) => rows.get(address) ?? ''),
    );
    if (!stands) await onGone(person);
  });
}

/** What a record carried when this event looked first is what its change begins from, whatever a later attempt finds half-done. */
async function judge(
  run: SharedRun,
  person: PersonRecord,
  wish: EmailWish,
  onGone: (person: PersonRecord) => Promise<void>,
): Promise<Change | null> {
  const key = stepKey(person.noun, person.id, 'address', 'before');
  const isEnough = (shown: Pick<ShownEmails, 'email1' | 'email2'>) =>
    wish.emailOptOut === undefined && showsAlready(shown, wish);
  const before = await lookAtEmails(run, person, { key, fresh: false, isEnough });
  if (before === null) {
    await onGone(person);
    return null;
  }
  return isEnough(before) ? null : { person, before, target: targetOf(before, wish) };
}

/** The rows of all addresses that a record is to carry, by address: those it carried, and of a new one that which all share. */
async function provideRows(
  run: SharedRun,
  changes: readonly Change[],
  { email, email2 }: EmailWish,
): Promise<ReadonlyMap<string, string>> {
  const rows = new Map(
    changes.flatMap(({ before }) => before.rows.map((row) => [emailKey(row.address) ?? '', row.id])),
  );
  const wanted = new Set(changes.flatMap(({ target: { first, others } }) => [first, ...others]));
  for (const address of [email, email2]) {
    const key = emailKey(address ?? null);
    if (address && key !== null && wanted.has(key) && !rows.has(key))
      rows.set(key, await provideEmailRow(run, address));
  }
  return rows;
}

async function tellOptOut(
  run: SharedRun,
  changes: readonly Change[],
  wish: EmailWish,
  rows: ReadonlyMap<string, string>,
): Promise<void> {
  const said = new Map<string, boolean>();
  for (const { person, before, target } of changes) {
    const { first } = target;
    const optOut = wish.emailOptOut ?? (isRefused(before) ? true : undefined);
    if (optOut === undefined) continue;
    if (first === null && wish.emailOptOut !== undefined)
      run.warn(ofRecord(`${person.module} ${person.id} has no address, so email_opt_out was not changed`));
    if (first === null) continue;
    const carried = carriedAs(before, first);
    const own = carried.length > 0 ? carried : [{ id: rows.get(first) ?? '', optOut: null }];
    for (const row of own) if (row.optOut !== optOut) said.set(row.id, optOut);
  }
  for (const [row, optOut] of said) await changeOptOut(run, row, optOut);
}

function isRefused(before: ShownEmails): boolean {
  return carriedAs(before, before.email1.toLowerCase()).some(({ optOut }) => optOut);
}

function carriedAs({ rows }: ShownEmails, address: string): readonly CarriedEmail[] {
  return rows.filter((row) => row.address.toLowerCase() === address);
}
