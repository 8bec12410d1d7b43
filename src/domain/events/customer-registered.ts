import type { Static } from 'typebox';
import { type Customer, phoneOf } from '../customer.ts';
import { customerKeys } from './belonging.ts';
import { CustomerSchema, readCustomer } from './customer-fields.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { object, Text } from './schema/fields.ts';

/** A person left contact details at the shop. */
export interface CustomerRegistered {
  readonly type: 'customer.registered';
  readonly businessUnit: string;
  readonly customer: Customer;
}

const NAME = 'customer.registered';

const Registration = object({ business_unit: Text, customer: CustomerSchema });

const reading = readingOf(envelope(NAME, Registration), {
  read: ({ data }) => readRegistration(data),
  misfits: ({ customer }) =>
    customer.email === null && phoneOf(customer) === null
      ? [{ path: '/data/customer/email', message: 'Is required, or at least one phone number.' }]
      : [],
});

function readRegistration(data: Static<typeof Registration>): CustomerRegistered {
  return { type: NAME, businessUnit: data.business_unit, customer: readCustomer(data.customer) };
}

export const customerRegistered: EventType<CustomerRegistered, typeof NAME, 'registrations'> = {
  name: NAME,
  route: 'registrations',
  subject: 'registration',
  crm: 'suitecrm',
  readings: [reading],
  // Somebody without an account is known by an address or a phone: the lead of it is made once by its id.
  twins: ['userId'],
  keys: ({ businessUnit, customer }, crm) => customerKeys(businessUnit, crm, customer),
  localIds: ({ customer }) => ({ userId: customer.userId, orderId: null, refundId: null }),
  sample: {
    type: NAME,
    timestamp: '2020-10-06T03:00:00Z',
    data: {
      business_unit: 'experience',
      customer: {
        user_id: 'U1001',
        email: 'iam.robot4@example.com',
        email2: null,
        salutation: 'Mr.',
        first_name: 'Iam',
        last_name: 'Robot4',
        title: 'Engineer',
        description: '',
        phones: { home: '+886 8-88888888', mobile: '+886 912345678', work: '+886 7-77777777', other: '', fax: '' },
        address: {
          street: ['No. 1, Sec. 1', 'Floor 2', ''],
          city: 'Taipei',
          state: '',
          postal_code: '100',
          country: 'Taiwan',
        },
        birthdate: '1990-10-06',
        gender: null,
        website: 'http://example.com',
        do_not_call: false,
        email_opt_out: false,
        referred_by: '汪東城',
        lead_source: 'Web Site',
        lead_source_description: 'spring campaign',
        consent: { lawful_basis: ['consent'], source: 'website', reviewed_on: '2020-10-06' },
      },
    },
  },
};
