import type { Customer } from '../../../domain/customer.ts';
import type { Attributes } from '../types.ts';
import { present } from './attributes.ts';
import { type PersonOwner, personAttributes } from './person.ts';

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
