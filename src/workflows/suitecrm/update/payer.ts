import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import { INVOICES } from '../../../crm/suitecrm/modules/invoices.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import type { Customer } from '../../../domain/customer.ts';
import { readCustomer } from '../../../domain/events/customer-fields.ts';
import { ofRecord } from '../../../domain/warning.ts';
import { becomeCustomer } from '../contact/become-customer.ts';
import { provideContact, replaceContact } from '../contact/contact.ts';
import { withStandingContact } from '../contact/lost-contact.ts';
import { seeRecord } from '../record/see-record.ts';
import type { CustomerRun } from '../run.ts';

/** An invoice that is paid by now, and the contact that it names; empty = none. */
export interface PaidInvoice {
  readonly invoice: string;
  readonly contact: string;
}

/**
 * Makes the buyer of an invoice a customer: the contact that the invoice names is theirs. `customer`: as the order told of it; null where
 * only the CRM knows the order, or nobody was known to have bought.
 */
export async function convertPayer(run: CustomerRun, customer: Customer | null, paid: PaidInvoice): Promise<void> {
  if (customer === null) return await convertContact(run, paid);
  // What people did with the customer's lead and contact since the order came is looked after here.
  const own = await provideContact(run, customer);
  const { invoice, contact } = paid;
  if (contact === '')
    run.warn(ofRecord(`${INVOICES} ${invoice} names no contact any more; its buyer is ${CONTACTS} ${own}`));
  await withStandingContact(
    contact === '' ? own : contact,
    (gone) => replaceContact(run, customer, gone),
    (buyer) => becomeCustomer(run, customer, buyer),
  );
}

/** Who is known by the contact alone: the leads are those with its address. */
async function convertContact(run: CustomerRun, { invoice, contact }: PaidInvoice): Promise<void> {
  if (contact === '') return;
  const key = stepKey('contact', contact, 'seen');
  const seen = await seeRecord(run, { key, module: CONTACTS, id: contact, fields: ['email1'] });
  if (seen === null) {
    run.warn(ofRecord(`${INVOICES} ${invoice} names ${CONTACTS} ${contact}, which is gone: nobody became a customer`));
    return;
  }
  const { email1 = '' } = seen;
  await becomeCustomer(run, email1 === '' ? null : readCustomer({ email: email1 }), contact);
}
