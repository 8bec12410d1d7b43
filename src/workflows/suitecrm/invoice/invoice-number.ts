import { setTimeout as pause } from 'node:timers/promises';
import Type from 'typebox';
import { readableAttributes } from '../../../crm/suitecrm/modules/attributes.ts';
import {
  INVOICES,
  invoiceNumberOf,
  isCountedNumber,
  numberAttributes,
} from '../../../crm/suitecrm/modules/invoices.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { ofMoney, type Warning } from '../../../domain/warning.ts';
import { NumberUnsettled } from '../errors.ts';
import type { LinkedRun, SharedRun } from '../run.ts';

/** So many numbers are tried in one attempt: each that is lost was given to somebody else in the CRM meanwhile. */
const MAX_ROUNDS = 8;
/** Of so many invoices with one number, ours is one. */
const NAMESAKES = 20;

/** What a claim came to: whether the invoice is to get no other number. */
export interface ClaimedNumber {
  readonly isSettled: boolean;
  readonly warnings: readonly Warning[];
}

/**
 * Claims the number that SuiteCRM gave an invoice. It is MAX+1 without a lock, so creates side by side get one number: the first that
 * claims it keeps it, and any other claims the next free one, which `mendNumber` is to give it. One that people gave a number
 * of their own keeps that, and says in a warning where it stands twice.
 */
export async function claimNumber(run: LinkedRun, record: CrmRecord): Promise<ClaimedNumber> {
  const number = invoiceNumberOf(record);
  if (number === null) return { isSettled: true, warnings: [] };
  const holder = await run.numbers.claim(number, record.id);
  if (holder.crmId === record.id) return { isSettled: !holder.pending, warnings: [] };
  if (holder.settled || !isCountedNumber(number))
    return { isSettled: true, warnings: [await doubled(run, record, number, holder.crmId)] };
  await run.numbers.claimNext({ invoice: record.id, above: number });
  return { isSettled: false, warnings: [] };
}

/**
 * Gives an invoice the number that is claimed for it: PATCH, then a look whether a person was given the same meanwhile. That number is the
 * other's then, and the next one is claimed. Null = its number is its own. Throws `NumberUnsettled` where that has no end.
 */
export async function mendNumber(run: SharedRun, invoice: string): Promise<void> {
  let number = await run.numbers.pending(invoice);
  for (let round = 1; number !== null; round += 1) {
    if (round > MAX_ROUNDS) throw new NumberUnsettled(invoice, number);
    const kept = await changeNumber(run, invoice, number);
    if (kept !== number) return await run.numbers.release(invoice);
    number = await seeNumber(run, invoice, number);
  }
}

/** PATCH AOS_Invoices `number`; gives the number that the CRM shows then. After an unknown outcome one that people chose stays. */
async function changeNumber(run: SharedRun, invoice: string, number: string): Promise<string> {
  const attributes = numberAttributes(number);
  const request = readableAttributes(attributes);
  return await run.runner.step(
    { key: stepKey('number', number), verb: 'PATCH', module: INVOICES, crmId: invoice, request, assumed: [invoice] },
    Type.String(),
    async ({ lookFirst }) => {
      const stands = lookFirst ? await ownNumber(run, invoice, number) : null;
      if (stands !== null) return { output: stands, response: { number: stands } };
      const record = await run.crm.update(INVOICES, invoice, attributes, run.context);
      const kept = invoiceNumberOf(record) ?? number;
      const warnings = kept === number ? [] : await warnOfDoubled(run, record, kept);
      return { output: kept, response: { number: kept }, warnings };
    },
  );
}

/** The number that an invoice shows where it is its own, or the one that it is to get; null for one that it shares. */
async function ownNumber(run: SharedRun, invoice: string, wanted: string): Promise<string | null> {
  const record = await run.crm.find(INVOICES, invoice, run.context);
  const shown = record === null ? null : invoiceNumberOf(record);
  if (shown === null || shown === wanted) return shown;
  const holder = await run.numbers.claim(shown, invoice);
  return holder.crmId === invoice ? shown : null;
}

/**
 * GET AOS_Invoices by number. Settles whose the number is: ours, or that of another record that bears it and keeps it. Gives the next one
 * that ours is to get; null where it needs none.
 */
async function seeNumber(run: SharedRun, invoice: string, number: string): Promise<string | null> {
  const key = stepKey('number', number, 'seen');
  return await run.runner.step(
    { key, verb: 'GET', module: INVOICES, crmId: invoice, fresh: true, assumed: [invoice] },
    Type.Union([Type.String(), Type.Null()]),
    async () => {
      const ids = await bearersOf(run, invoice, number);
      const next = ids.includes(invoice)
        ? await settle(run, invoice, number, ids)
        : await judgeOther(run, invoice, number);
      return { output: next, response: { shown: ids } };
    },
  );
}

async function settle(run: SharedRun, invoice: string, number: string, ids: readonly string[]): Promise<string | null> {
  const holder = await otherBearer(run, invoice, number, ids);
  if (holder !== null) return await run.numbers.claimNext({ invoice, above: number, lost: { number, holder } });
  await run.numbers.prove(number, invoice);
  return null;
}

/** The invoices that show a number. The CRM may list nothing for a moment: one that does not show ours is asked again. */
async function bearersOf(run: SharedRun, invoice: string, number: string): Promise<string[]> {
  for (const ms of [0, ...run.settings.lookAgain]) {
    if (ms > 0) await pause(ms, undefined, { signal: run.context.signal });
    const query = { filter: numberAttributes(number), size: NAMESAKES };
    const { records } = await run.crm.search(INVOICES, query, run.context);
    const ids = records.map(({ id }) => id);
    if (ids.includes(invoice)) return ids;
  }
  return [];
}

/**
 * Another invoice that keeps this number. One of ours that was given it as well and is about to get another does not; one that is settled
 * is looked at again, since it may have changed between the look and the question.
 */
async function otherBearer(
  run: SharedRun,
  invoice: string,
  number: string,
  ids: readonly string[],
): Promise<string | null> {
  const others = ids.filter((id) => id !== invoice);
  if (others.length === 0) return null;
  const bearers = await run.numbers.bearers(others);
  const strange = others.find((id) => bearers.get(id) === 'strange');
  if (strange !== undefined) return strange;
  const settled = others.filter((id) => bearers.get(id) === 'ours');
  if (settled.length === 0) return null;
  const again = await bearersOf(run, invoice, number);
  return settled.find((id) => again.includes(id)) ?? null;
}

/** An invoice that was given a number and shows another: people changed it meanwhile. Their number stays, unless it stands twice. */
async function judgeOther(run: SharedRun, invoice: string, number: string): Promise<string | null> {
  const record = await run.crm.find(INVOICES, invoice, run.context);
  const shown = record === null ? null : invoiceNumberOf(record);
  if (shown === null || shown === number) throw new NumberUnsettled(invoice, number);
  const holder = await run.numbers.claim(shown, invoice);
  if (holder.crmId === invoice) return null;
  return await run.numbers.claimNext({ invoice, above: number, lost: { number, holder: null } });
}

async function warnOfDoubled(run: LinkedRun, record: CrmRecord, number: string): Promise<Warning[]> {
  const holder = await run.numbers.claim(number, record.id);
  return holder.crmId === record.id ? [] : [await doubled(run, record, number, holder.crmId)];
}

async function doubled(run: LinkedRun, { id, attributes }: CrmRecord, number: string, holder: string) {
  const orders = await run.links.localIdsOf('order', [holder]);
  const returns = await run.links.localIdsOf('refund', [holder]);
  const other = orders.get(holder) ?? returns.get(holder) ?? 'another order';
  return ofMoney(
    `${INVOICES} number ${number} stands twice: at ${id} (${attributes.name ?? ''}) and at ${holder} (${other}); give one of them another in the CRM`,
  );
}
