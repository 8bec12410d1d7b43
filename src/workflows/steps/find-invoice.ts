import Type from 'typebox';
import { INVOICES, readInvoiceRecord } from '../../crm/suitecrm/modules/invoices.ts';
import { findStanding } from '../../crm/suitecrm/standing.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { AmbiguousRecords, UnreadableInvoice } from '../workflow-errors.ts';
import { readable } from './readable.ts';

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
export async function findInvoice(run: SuiteCrmRun, name: string, link: LinkKey): Promise<CrmRecord | null> {
  return await run.runner.step(
    { key: 'original look-up', verb: 'GET', module: INVOICES, request: { name, status: 'Paid' } },
    Type.Union([RecordSchema, Type.Null()]),
    async () => {
      const filter = { name, status: 'Paid' };
      const { records } = await run.crm.search(INVOICES, { filter, size: 20 }, run.context);
      const taken = await run.links.takenByOthers(
        link,
        records.map((record) => record.id),
      );
      const exact = records.filter((record) => record.attributes.name === name && !taken.has(record.id));
      const [found, ...others] = exact;
      const ids = exact.map((record) => record.id);
      if (others.length > 0) throw new AmbiguousRecords(INVOICES, `the name ${name} and status Paid`, ids);
      if (found === undefined) return { output: null };
      readable(found.id, () => readInvoiceRecord(found));
      return {
        output: { id: found.id, attributes: { ...found.attributes } },
        crmId: found.id,
        response: ids,
        links: [{ ...link, module: INVOICES, crmId: found.id, origin: 'found' }],
      };
    },
  );
}

/** GET of an invoice that the mapping knows. Throws `UnreadableInvoice` when it was deleted in the CRM, or its amounts are none. */
export async function readInvoice(run: SuiteCrmRun, id: string): Promise<CrmRecord> {
  return await run.runner.step(
    { key: 'original', verb: 'GET', module: INVOICES, crmId: id },
    RecordSchema,
    async () => {
      const record = await findStanding(run.crm, INVOICES, id, run.context, run.settings.lookAgain);
      if (record === null) throw new UnreadableInvoice(id, 'it was deleted in the CRM');
      readable(id, () => readInvoiceRecord(record));
      return { output: { id: record.id, attributes: { ...record.attributes } }, response: record.id };
    },
  );
}
