import type { Customer } from '../../../domain/customer.ts';
import { sideBySide } from '../../runner/side-by-side.ts';
import { convertLeads } from '../lead/lead.ts';
import type { SharedRun } from '../run.ts';
import { noteBuyer } from './buyer.ts';
import { addToTargetLists } from './target-lists.ts';

/**
 * Who has paid is a customer: the contact is one that has bought, the leads are converted to it, and it joins the target lists of the
 * unit. What stands already costs no call. `customer`: null where nobody knows whose leads there may be. Throws `ContactGone`.
 */
export async function becomeCustomer(run: SharedRun, customer: Customer | null, contact: string): Promise<void> {
  await noteBuyer(run, contact);
  await sideBySide(
    async () => {
      if (customer !== null) await convertLeads(run, customer, contact);
    },
    () => addToTargetLists(run, contact),
  );
}
