import Type from 'typebox';
import { UnreadableAmount } from '../../../crm/suitecrm/errors.ts';
import { INVOICES, readInvoiceRecord } from '../../../crm/suitecrm/modules/invoices.ts';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import type { LinkKey } from '../../../links/link.ts';
import { AmbiguousRecords, OrderCanceled, UnreadableInvoice } from '../errors.ts';
import { search } from '../record/find-record.ts';
import type { LinkedRun, StepRun } from '../run.ts';

/** A record as the journal keeps it. */
export const RecordSchema = Type.Object({
  id: Type.String(),
  attributes: Type.Record(Type.String(), Type.String()),
});

/**
 * GET AOS_Invoices by the order's name among the paid ones (guideline 4.1), or null. The name must be the same in every letter,
 * one that stands for another unit's order does not count, and there must be exactly one: throws `AmbiguousRecords` for several,
 * `UnreadableInvoice` for amounts that are none.
 */
export async function findInvoice(run: LinkedRun, name: string, link: LinkKey): Promise<CrmRecord | null> {
  return await run.runner.step(
    { key: 'original look-up', verb: 'GET', module: INVOICES, request: { name, status: 'Paid' } },
    Type.Union([RecordSchema, Type.Null()]),
    async () => {
      const exact = await namesakes(run, { name, status: 'Paid' }, link);
      const [found, ...others] = exact;
      const ids = exact.map((record) => record.id);
      if (others.length > 0) throw new AmbiguousRecords(INVOICES, `the name ${name} and status Paid`, ids);
      if (found === undefined) return { output: null };
      readAmounts(found.id, () => readInvoiceRecord(found));
      return {
        output: { id: found.id, attributes: { ...found.attributes } },
        crmId: found.id,
        response: ids,
        links: [{ ...link, module: INVOICES, crmId: found.id, origin: 'found' }],
      };
    },
  );
}

/**
 * GET AOS_Invoices by the order's name, whatever their status, where none of them is paid. Throws `OrderCanceled` where one is canceled
 * and none may still be paid.
 */
export async function refuseCanceled(run: LinkedRun, name: string, link: LinkKey): Promise<void> {
  await run.runner.step(
    { key: 'original unpaid look-up', verb: 'GET', module: INVOICES, request: { name } },
    Type.Null(),
    async () => {
      const found = await namesakes(run, { name }, link);
      const [canceled] = found.filter(({ attributes }) => attributes.status === 'Canceled');
      const open = found.some(({ attributes }) => attributes.status === 'Not Paid' || attributes.status === 'Paid');
      if (canceled !== undefined && !open) throw new OrderCanceled(name, canceled.id);
      return { output: null, response: found.map((record) => record.id) };
    },
  );
}

/** GET AOS_Invoices by name: those named so in every letter that do not stand for another order. */
export async function namesakes(
  run: LinkedRun,
  filter: Readonly<Record<string, string>> & { readonly name: string },
  link: LinkKey,
): Promise<CrmRecord[]> {
  const isNamed = ({ attributes }: CrmRecord) => attributes.name === filter.name;
  const { matching, shown } = await search(run, { module: INVOICES, filter, matches: isNamed });
  const taken = await run.links.takenByOthers(link, shown);
  return matching.filter(({ id }) => !taken.has(id));
}

/** GET of an invoice that the mapping knows. Throws `UnreadableInvoice` when it was deleted in the CRM, or its amounts are none. */
export async function readInvoice(run: StepRun, id: string): Promise<CrmRecord> {
  return await run.runner.step(
    { key: 'original', verb: 'GET', module: INVOICES, crmId: id },
    RecordSchema,
    async () => {
      const record = await findStanding(run.crm, INVOICES, id, run.context, run.settings.lookAgain);
      if (record === null) throw new UnreadableInvoice(id, 'it was deleted in the CRM');
      readAmounts(id, () => readInvoiceRecord(record));
      return { output: { id: record.id, attributes: { ...record.attributes } }, response: record.id };
    },
  );
}

/**
 * Reads what belongs to an invoice. Within the step that fetched it, so that a replay fetches it anew once it was corrected.
 * @throws {UnreadableInvoice} for an amount that is none, naming its record and field.
 */
export function readAmounts<T>(invoice: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnreadableAmount)) throw error;
    throw new UnreadableInvoice(invoice, error.message, { cause: error });
  }
}
