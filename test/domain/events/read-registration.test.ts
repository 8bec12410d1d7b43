import { expect, test } from 'vitest';
import { type Overrides, sampleOrder, sampleRegistration } from '../../../src/domain/events/samples.ts';
import { eventIn, faultsIn, read } from '../../support/domain/read-events.ts';

const TYPE = 'customer.registered';
const faultsWith = (overrides: Overrides) => faultsIn(TYPE, sampleRegistration(overrides));

test('a registration is read whole, blank values as absent', () => {
  const padded = { email: '  Iam.Robot4@Example.com ', first_name: ' Iam', title: ' ', phones: null, consent: null };
  expect(eventIn(TYPE, sampleRegistration({ customer: padded }))).toEqual({
    type: TYPE,
    businessUnit: 'experience',
    customer: {
      userId: 'U1001',
      email: 'Iam.Robot4@Example.com',
      email2: null,
      salutation: 'Mr.',
      firstName: 'Iam',
      lastName: 'Robot4',
      title: null,
      description: null,
      phones: { home: null, mobile: null, work: null, other: null, fax: null },
      address: {
        street: ['No. 1, Sec. 1', 'Floor 2'],
        city: 'Taipei',
        state: '',
        postalCode: '100',
        country: 'Taiwan',
      },
      birthdate: '1990-10-06',
      gender: null,
      website: 'http://example.com',
      doNotCall: false,
      emailOptOut: false,
      referredBy: '汪東城',
      leadSource: 'Web Site',
      leadSourceDescription: 'spring campaign',
      consent: null,
    },
  });
});

test.each([
  ['an address', { email: 'only@example.com' }, { email: 'only@example.com' }],
  ['a phone', { phones: { mobile: '+886 912345678' } }, { phones: { mobile: '+886 912345678' } }],
])('%s is enough', (_, customer, read) => {
  const event = eventIn(TYPE, { ...sampleRegistration(), data: { business_unit: 'experience', customer } });
  expect(event).toMatchObject({ customer: { userId: null, lastName: null, address: null, birthdate: null, ...read } });
});

test('the user 0 is nobody', () => {
  expect(eventIn(TYPE, sampleRegistration({ customer: { user_id: ' 0 ' } }))).toMatchObject({
    customer: { userId: null },
  });
});

test('fields that nobody knows are let through', () => {
  expect(faultsWith({ loyalty: { tier: 'gold', points: 1e3 }, customer: { shoe_size: 43.5 } })).toEqual([]);
});

test.each([
  ['/data/customer/user_id', 'Must be text or null, not a number.', { customer: { user_id: 1001 } }],
  ['/data/customer/user_id', 'no control characters', { customer: { user_id: 'U\n1' } }],
  ['/data/customer/user_id', 'longer than 255', { customer: { user_id: 'U'.repeat(256) } }],
  [
    '/data/customer/email',
    'or at least one phone',
    { customer: { email: ' ', phones: { home: '', mobile: '', work: '' } } },
  ],
  ['/data/customer/email', 'Must have no control characters.', { customer: { email: 'a\nb@example.com' } }],
  ['/data/customer', 'Must be an object, not a list.', { customer: [] }],
  ['/data/business_unit', 'There is no business unit "Experience".', { business_unit: 'Experience' }],
  ['/data/business_unit', 'lives in ikcrm, which takes no customer.registered', { business_unit: 'wholesale' }],
  ['/data/business_unit', 'Is required.', { business_unit: null }],
])('%s %s', (path, sentence, overrides) => {
  expect(faultsWith(overrides)).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});

test.each([
  ['/timestamp', 'Must be a date-time', { timestamp: '2020-10-06' }],
  ['/timestamp', 'Is required.', { timestamp: undefined }],
  ['/type', 'Is required.', { type: undefined }],
  ['/data', 'Is required.', { data: undefined }],
])('%s of the envelope: %s', (path, sentence, overrides) => {
  const document = { ...sampleRegistration(), ...overrides };
  expect(faultsIn(TYPE, document)).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});

test('an event of another type gets the one fault that matters', () => {
  expect(faultsIn(TYPE, sampleOrder())).toEqual([{ path: '/type', message: `Must be "${TYPE}" on this route.` }]);
});

test('all faults are named at once', () => {
  const customer = { user_id: 1, last_name: null, email: 1, birthdate: 'x', phones: { home: {} } };
  expect(faultsWith({ business_unit: 'x', customer }).map((fault) => fault.path)).toEqual([
    '/data/customer/user_id',
    '/data/customer/email',
    '/data/business_unit',
  ]);
});

test('the content hash follows the data, not its spelling or the envelope', () => {
  const hash = (document: unknown) => {
    const result = read(TYPE, document);
    return result.ok ? Buffer.from(result.contentSha256).toString('hex') : '';
  };
  const { data } = sampleRegistration();
  const other = {
    data: Object.fromEntries(Object.entries(data).toReversed()),
    type: TYPE,
    timestamp: '2024-01-01T00:00:00Z',
  };
  expect(hash(sampleRegistration())).toMatch(/^[0-9a-f]{64}$/);
  expect(hash(other)).toBe(hash(sampleRegistration()));
  expect(hash(sampleRegistration({ extra: 1 }))).not.toBe(hash(sampleRegistration()));
});
