import type { Static } from 'typebox';
import { type Customer, isKnowable } from '../customer.ts';
import type { CustomerChanges, CustomerUpdate } from '../customer-update.ts';
import { readExactInstant } from '../dates.ts';
import { customerKeys } from './belonging.ts';
import {
  consentFields,
  customerFields,
  phoneFields,
  readAddress,
  readCustomer,
  saysNothing,
} from './customer-fields.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { clearable } from './schema/clearable.ts';
import { OptionalInstant, object, Text } from './schema/fields.ts';
import { labelObject } from './schema/label.ts';

/** A customer's details changed. */
export interface CustomerUpdated {
  readonly type: 'customer.updated';
  readonly businessUnit: string;
  readonly update: CustomerUpdate;
}

const NAME = 'customer.updated';

/** A customer as a registration tells of one. Null empties a field; not a flag, which has no empty value. */
const ChangedCustomer = object({
  user_id: customerFields.user_id,
  email: clearable(customerFields.email),
  email2: clearable(customerFields.email2),
  salutation: clearable(customerFields.salutation),
  first_name: clearable(customerFields.first_name),
  last_name: clearable(customerFields.last_name),
  title: clearable(customerFields.title),
  description: clearable(customerFields.description),
  phones: clearable(
    labelObject({
      home: clearable(phoneFields.home),
      mobile: clearable(phoneFields.mobile),
      work: clearable(phoneFields.work),
      other: clearable(phoneFields.other),
      fax: clearable(phoneFields.fax),
    }),
  ),
  address: clearable(customerFields.address),
  birthdate: clearable(customerFields.birthdate),
  gender: clearable(customerFields.gender),
  website: clearable(customerFields.website),
  do_not_call: customerFields.do_not_call,
  email_opt_out: customerFields.email_opt_out,
  referred_by: clearable(customerFields.referred_by),
  lead_source: clearable(customerFields.lead_source),
  lead_source_description: clearable(customerFields.lead_source_description),
  consent: clearable(
    labelObject({
      lawful_basis: clearable(consentFields.lawful_basis),
      source: clearable(consentFields.source),
      reviewed_on: clearable(consentFields.reviewed_on),
    }),
  ),
});
type ChangedCustomer = Static<typeof ChangedCustomer>;

const UpdateSchema = object({ business_unit: Text, updated_at: OptionalInstant, customer: ChangedCustomer });

/** Without an account the address says who it is: then it is no change. */
function readChanges(input: ChangedCustomer, { userId }: Customer): CustomerChanges {
  const { phones, consent } = input;
  return {
    email: userId === null ? undefined : input.email,
    email2: input.email2,
    salutation: input.salutation,
    firstName: input.first_name,
    lastName: input.last_name,
    title: input.title,
    description: input.description,
    phones: {
      home: partOf(phones, phones?.home),
      mobile: partOf(phones, phones?.mobile),
      work: partOf(phones, phones?.work),
      other: partOf(phones, phones?.other),
      fax: partOf(phones, phones?.fax),
    },
    address: saysNothing(input.address) ? undefined : readAddress(input.address),
    birthdate: input.birthdate,
    gender: input.gender,
    website: input.website,
    doNotCall: input.do_not_call ?? undefined,
    emailOptOut: input.email_opt_out ?? undefined,
    referredBy: input.referred_by,
    leadSource: input.lead_source,
    leadSourceDescription: input.lead_source_description,
    consent: {
      lawfulBasis: emptied(partOf(consent, consent?.lawful_basis)),
      source: partOf(consent, consent?.source),
      reviewedOn: partOf(consent, consent?.reviewed_on),
    },
  };
}

/** Null for the whole empties each part. */
function partOf<T>(whole: object | null | undefined, part: T | null | undefined): T | null | undefined {
  return whole === null ? null : part;
}

function emptied(words: readonly string[] | null | undefined): readonly string[] | undefined {
  return words === null ? [] : words;
}

const reading = readingOf(envelope(NAME, UpdateSchema), {
  read({ data, timestamp }): CustomerUpdated {
    const at = data.updated_at ?? timestamp;
    const customer = readCustomer(data.customer);
    const changes = readChanges(data.customer, customer);
    const update = { customer, changes, updatedAt: readExactInstant(at) ?? at, told: null };
    return { type: NAME, businessUnit: data.business_unit, update };
  },
  misfits: ({ update: { customer } }) =>
    isKnowable(customer)
      ? []
      : [
          {
            path: '/data/customer/user_id',
            message: 'Is required, or an email or a phone number to know the customer by.',
          },
        ],
});

export const customerUpdated: EventType<CustomerUpdated, typeof NAME, 'customer-updates'> = {
  name: NAME,
  route: 'customer-updates',
  subject: 'update of a customer',
  crm: 'suitecrm',
  readings: [reading],
  // The same update again changes to what stands already; an older one is told by its instant.
  twins: [],
  keys: ({ businessUnit, update }, crm) => customerKeys(businessUnit, crm, update.customer),
  localIds: ({ update }) => ({ userId: update.customer.userId, orderId: null, refundId: null }),
  sample: {
    type: NAME,
    timestamp: '2020-11-02T03:00:00Z',
    data: {
      business_unit: 'experience',
      updated_at: '2020-11-02T03:00:00Z',
      customer: {
        user_id: 'U1001',
        email: 'iam.robot@example.com',
        title: null,
        phones: { mobile: '+886 987654321', fax: null },
        address: { street: ['No. 2'], city: 'Tainan', state: '', postal_code: '700', country: 'Taiwan' },
        email_opt_out: true,
      },
    },
  },
};
