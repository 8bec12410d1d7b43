import Type from 'typebox';
import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { findStanding } from '../../crm/suitecrm/standing.ts';
import type { SuiteCrmRun } from '../run.ts';
import { OrderCanceled, UnreadableInvoice } from '../workflow-errors.ts';

/**
 * GET of an invoice whose order was not paid when it was taken in: whether it is by now. Throws `OrderCanceled` for one that was
 * canceled, and `UnreadableInvoice` for one that was deleted.
 */
export async function seePaid(run: SuiteCrmRun, id: string, orderId: string): Promise<boolean> {
  const paid = await run.runner.step(
    { key: 'original status', verb: 'GET', module: INVOICES, crmId: id },
    // Null while it is not paid: it is looked at again by the next attempt.
    Type.Union([Type.String(), Type.Null()]),
    async () => {
      const record = await findStanding(run.crm, INVOICES, id, run.context, run.settings.lookAgain);
      if (record === null) throw new UnreadableInvoice(id, 'it was deleted in the CRM');
      const { status = '' } = record.attributes;
      if (status === 'Canceled') throw new OrderCanceled(orderId, id);
      return { output: status === 'Not Paid' ? null : status, response: { status } };
    },
  );
  return paid !== null;
}
