import type { Customer } from '../../../domain/customer.ts';
import type { CustomerChanges } from '../../../domain/customer-update.ts';
import type { Attributes } from '../types.ts';
import { changing, present } from './attributes.ts';
import { type PersonOwner, personAttributes, personChanges } from './person.ts';

export const LEADS = 'Leads';

/** A new lead (guideline 1.1, API reference "Create Leads"). */
export function leadAttributes(customer: Customer, owner: PersonOwner): Attributes {
  return {
    ...personAttributes(customer, owner),
    ...present({
      // The field is spelt so in SuiteCRM.
      refered_by: customer.referredBy,
      lead_source_description: customer.leadSourceDescription,
      website: customer.website,
    }),
    converted: '0',
    status: 'New',
  };
}

/** What an update changes of a lead. */
export function leadChanges(changes: CustomerChanges): Attributes {
  return {
    ...personChanges(changes),
    ...changing({
      refered_by: changes.referredBy,
      lead_source_description: changes.leadSourceDescription,
      website: changes.website,
    }),
  };
}

/** What marks a lead as converted (guideline 2.4). */
export const CONVERTED: Attributes = { converted: '1', status: 'Converted' };
