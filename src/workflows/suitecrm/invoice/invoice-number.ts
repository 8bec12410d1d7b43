import { INVOICES } from '../../../crm/suitecrm/modules/invoices.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { ofMoney } from '../../../domain/warning.ts';
import type { LinkKey } from '../../../links/links.ts';
import type { Inspection } from '../record/create-record.ts';
import type { SuiteCrmRun } from '../run.ts';

/**
 * Notes the number that SuiteCRM gave an invoice. It is MAX+1 without a lock, so a create that was left behind by a time-out or a crash
 * may give one twice: the later one says so in a warning that names both.
 */
export async function claimNumber(run: SuiteCrmRun, { id, attributes }: CrmRecord): Promise<Inspection> {
  const number = attributes.number ?? '';
  if (number === '') return { warnings: [] };
  const key: LinkKey = { kind: 'invoice_number', businessUnit: '', localId: number };
  const holder = await run.links.find(key);
  if (holder === null) return { warnings: [], links: [{ ...key, module: INVOICES, crmId: id, origin: 'created' }] };
  if (holder.crmId === id) return { warnings: [] };
  const orders = await run.links.localIdsOf('order', [holder.crmId]);
  const returns = await run.links.localIdsOf('refund', [holder.crmId]);
  const other = orders.get(holder.crmId) ?? returns.get(holder.crmId) ?? 'another order';
  return {
    warnings: [
      ofMoney(
        `${INVOICES} number ${number} stands twice: at ${id} (${attributes.name ?? ''}) and at ${holder.crmId} (${other}); give one of them another in the CRM`,
      ),
    ],
  };
}
