import { setTimeout as pause } from 'node:timers/promises';
import Type, { type Static } from 'typebox';
import { EMAIL_ADDRESSES, EMAIL_LINK } from '../../../crm/suitecrm/modules/email-addresses.ts';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import type { CrmRecord, LinkedPair } from '../../../crm/suitecrm/types.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { ofRecord } from '../../../domain/warning.ts';
import { RelationNotKept } from '../errors.ts';
import type { PersonRecord } from '../person-record.ts';
import type { SharedRun, StepRun } from '../run.ts';
import { type EmailMove, type EmailTarget, movesTo, type ShownEmails } from './moves.ts';

const Carried = Type.Object({ id: Type.String(), address: Type.String(), optOut: Type.Boolean() });
const Shown = Type.Object({ email1: Type.String(), email2: Type.String(), rows: Type.Array(Carried) });

/** Looks after which addresses that others go on adding are left to a later attempt: each change of ours is followed by one. */
const MOST_LOOKS = 50;

/** One look at a person's addresses. */
interface LookPlan {
  readonly key: string;
  /** What is seen now counts, whatever an earlier attempt saw. */
  readonly fresh: boolean;
  readonly turn?: number;
  /** Whether the two that the record shows are enough: then its rows are not asked for, and none are given. */
  readonly isEnough?: (shown: Pick<ShownEmails, 'email1' | 'email2'>) => boolean;
}

/**
 * GET of a lead or contact and of the addresses that it carries; null where it is gone. An address that it shows is among them, or the
 * list could not be read: SuiteCRM answers 200 and an empty list then (seen on 7.15.0).
 */
export async function lookAtEmails(run: StepRun, person: PersonRecord, plan: LookPlan): Promise<ShownEmails | null> {
  const { module, id } = person;
  const { key, fresh, turn = 1, isEnough = () => false } = plan;
  return await run.runner.step(
    { key, verb: 'GET', module, crmId: id, fresh, renewed: true, turn },
    Type.Union([Shown, Type.Null()]),
    async () => {
      const record = await findStanding(run.crm, module, id, run.context, run.settings.lookAgain);
      if (record === null) return { output: null, response: { gone: true } };
      const { email1 = '', email2 = '' } = record.attributes;
      if (isEnough({ email1, email2 })) return { output: { email1, email2, rows: [] } };
      const rows = await carriedRows(run, person, email1);
      return { output: { email1, email2, rows }, response: { rows: rows.map((row) => row.id) } };
    },
  );
}

async function carriedRows(
  run: StepRun,
  { module, id }: PersonRecord,
  email1: string,
): Promise<Static<typeof Carried>[]> {
  for (const ms of [0, ...run.settings.lookAgain]) {
    if (ms > 0) await pause(ms, undefined, { signal: run.context.signal });
    const rows: Static<typeof Carried>[] = [];
    for (const row of await run.crm.related(module, id, EMAIL_LINK, run.context)) rows.push(await carried(run, row));
    if (email1 === '' || rows.some(({ address }) => address.toLowerCase() === email1.toLowerCase())) return rows;
  }
  throw new RelationNotKept(module, id, EMAIL_ADDRESSES, ['of its email1']);
}

/** Servers up to 7.11.18 list related records without attributes. */
async function carried(run: StepRun, listed: CrmRecord): Promise<Static<typeof Carried>> {
  const isBare = listed.attributes.email_address === undefined;
  const row = isBare ? await run.crm.find(EMAIL_ADDRESSES, listed.id, run.context) : listed;
  const { email_address: address = '', opt_out: optOut = '' } = row?.attributes ?? {};
  return { id: listed.id, address, optOut: optOut === '1' };
}

/**
 * Relates and unrelates addresses until a lead or contact carries what it is to carry, and looks at the CRM after each change. False =
 * the record is gone. `rowOf`: the row of an address that is to be related. To be asked while nobody else works on the record.
 */
export async function reachEmails(
  run: SharedRun,
  person: PersonRecord,
  wanted: EmailTarget,
  rowOf: (address: string) => string,
): Promise<boolean> {
  const made = new Map<string, number>();
  let target = wanted;
  let waits = 0;
  for (let turn = 1; ; turn += 1) {
    const shown = await lookAtEmails(run, person, { key: keyOf(person, 'seen'), fresh: true, turn });
    if (shown === null) return false;
    const next = movesTo(target, shown).flatMap((move) => callsOf(move, rowOf));
    if (next.length === 0) return true;
    if (turn === MOST_LOOKS) throw new RelationNotKept(person.module, person.id, EMAIL_ADDRESSES, [next[0]?.row ?? '']);
    for (const { verb, row, address } of next) {
      const times = made.get(`${verb} ${row}`) ?? 0;
      if (times > 0) waits = await waitAgain(run, person, row, waits);
      made.set(`${verb} ${row}`, times + 1);
      await makeMove(run, person, { verb, row, turn: times + 1 });
      if (verb === 'DELETE' && made.has(`POST ${row}`) && address !== target.first) {
        target = { ...target, others: target.others.filter((other) => other !== address) };
        run.warn(
          ofRecord(
            `${person.module} ${person.id} shows ${EMAIL_ADDRESSES} ${row} as its first address once it is related, so it was taken off`,
          ),
        );
      }
    }
  }
}

/** What the CRM answered with 200 or 201 and does not show is done again after a pause, several times. Gives the next pause's place. */
async function waitAgain(run: StepRun, { module, id }: PersonRecord, row: string, waits: number): Promise<number> {
  const ms = run.settings.lookAgain[waits];
  if (ms === undefined) throw new RelationNotKept(module, id, EMAIL_ADDRESSES, [row]);
  await pause(ms, undefined, { signal: run.context.signal });
  return waits + 1;
}

interface EmailCall {
  readonly verb: 'POST' | 'DELETE';
  readonly row: string;
  /** In lower case. */
  readonly address: string;
}

function callsOf(move: EmailMove, rowOf: (address: string) => string): EmailCall[] {
  if ('add' in move) return [{ verb: 'POST', row: rowOf(move.add), address: move.add }];
  return move.remove.map(({ id, address }) => ({ verb: 'DELETE', row: id, address: address.toLowerCase() }));
}

/** POST or DELETE of a relation by the link's name: either may be made again without harm, as long as one call follows the other. */
async function makeMove(
  run: StepRun,
  person: PersonRecord,
  { verb, row: relatedId, turn }: Pick<EmailCall, 'verb' | 'row'> & { readonly turn: number },
): Promise<void> {
  const { module, id } = person;
  const pair: LinkedPair = { module, id, link: EMAIL_LINK, relatedModule: EMAIL_ADDRESSES, relatedId };
  const key = keyOf(person, relatedId, ...(verb === 'POST' ? [] : ['off']));
  const request = { link: EMAIL_LINK, type: EMAIL_ADDRESSES, id: relatedId };
  await run.runner.act({ key, verb, module, crmId: id, request, relatedId, turn }, async () => {
    await (verb === 'POST' ? run.crm.relateBy(pair, run.context) : run.crm.unrelate(pair, run.context));
    return { output: null };
  });
}

function keyOf({ noun, id }: PersonRecord, ...what: readonly string[]): string {
  return stepKey(noun, id, 'address', ...what);
}
