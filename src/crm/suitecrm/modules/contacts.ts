import type { Customer } from '../../../domain/customer.ts';
import type { CustomerChanges } from '../../../domain/customer-update.ts';
import type { Attributes } from '../types.ts';
import { changing, present } from './attributes.ts';
import { type PersonOwner, personAttributes, personChanges } from './person.ts';

export const CONTACTS = 'Contacts';

/**
 * A new contact (guideline 2.2, API reference "Create Contacts"). Contacts have no `lead_source_description`,
 * `website` or `refered_by` of ours: SuiteCRM refuses the first, whatever its reference says.
 */
export function contactAttributes(customer: Customer, owner: PersonOwner): Attributes {
  const [year, month, day] = customer.birthdate?.split('-') ?? [];
  return {
    ...personAttributes(customer, owner),
    ...present({
      gender_c: customer.gender,
      birth_of_year_c: year ?? null,
      birth_of_month_c: month ?? null,
      birth_of_day_c: day ?? null,
    }),
  };
}

/** What an update changes of a contact, which has no fields for some of what a lead has. */
export function contactChanges(changes: CustomerChanges): Attributes {
  const { birthdate } = changes;
  const [year = null, month = null, day = null] = birthdate?.split('-') ?? [];
  const birthday = { birth_of_year_c: year, birth_of_month_c: month, birth_of_day_c: day };
  return {
    ...personChanges(changes),
    ...changing({ gender_c: changes.gender, ...(birthdate === undefined ? {} : birthday) }),
  };
}
