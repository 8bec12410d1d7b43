import { UnreadableAmount } from '../../crm/suitecrm/unreadable-amount.ts';
import { UnreadableInvoice } from '../workflow-errors.ts';

/**
 * Reads what belongs to an invoice. Within the step that fetched it, so that a replay fetches it anew once it was corrected.
 * @throws {UnreadableInvoice} for an amount that is none, naming its record and field.
 */
export function readable<T>(invoice: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnreadableAmount)) throw error;
    throw new UnreadableInvoice(invoice, error.message, { cause: error });
  }
}
