import { expect, test } from 'vitest';
import { statedChanges, withChanges } from '../../../src/domain/customer-update.ts';
import { belongingKeys, localIds } from '../../../src/domain/events/event-types.ts';
import { sampleCustomerUpdate, sampleRegistration } from '../../../src/domain/events/samples.ts';
import { eventIn, faultsIn, read } from '../../support/domain/read-events.ts';

const TYPE = 'customer.updated';

function eventOf(customer: object, beside: object = {}) {
  const { type, timestamp } = sampleCustomerUpdate();
  const event = eventIn(TYPE, { type, timestamp, data: { business_unit: 'experience', customer, ...beside } });
  if (event.type !== TYPE) throw new TypeError(`It was read as ${event.type}`);
  return event;
}

/** What an update changes, without what stays. */
function changesIn(customer: object): unknown {
  return JSON.parse(JSON.stringify(eventOf({ user_id: 'U1', ...customer }).update.changes));
}

const NOTHING = { phones: {}, consent: {} };

test('an update changes what it names, and nothing by what it leaves out', () => {
  expect(changesIn({})).toEqual(NOTHING);
  expect(changesIn({ title: ' Captain ', phones: { home: '1' }, loyalty: 7 })).toEqual({
    title: 'Captain',
    phones: { home: '1' },
    consent: {},
  });
});

test.each([[null], [''], ['  ']])(
  '%j empties a field, an address, each part of the phones and of the consent',
  (empty) => {
    expect(changesIn({ title: empty, email: empty, birthdate: empty, address: empty })).toEqual({
      ...NOTHING,
      title: null,
      email: null,
      birthdate: null,
      address: null,
    });
    expect(changesIn({ phones: empty, consent: empty })).toEqual({
      phones: { home: null, mobile: null, work: null, other: null, fax: null },
      consent: { lawfulBasis: [], source: null, reviewedOn: null },
    });
    expect(changesIn({ phones: { fax: empty }, consent: { lawful_basis: empty } })).toEqual({
      phones: { fax: null },
      consent: { lawfulBasis: [] },
    });
    expect(changesIn({ do_not_call: empty, email_opt_out: empty })).toEqual(NOTHING);
  },
);

test('what is there and cannot be used empties nothing, and is told', () => {
  const { type, timestamp } = sampleCustomerUpdate();
  const customer = { user_id: 'U1', birthdate: '0000-00-00', phones: 7 };
  const result = read(TYPE, { type, timestamp, data: { business_unit: 'experience', customer } });
  expect(result).toMatchObject({
    ok: true,
    warnings: [{ text: expect.stringContaining('phones') }, { text: expect.stringContaining('birthdate') }],
  });
  expect(changesIn({ birthdate: '0000-00-00', phones: 7 })).toEqual(NOTHING);
});

test('an address that is there is replaced as a whole; one without any part says nothing', () => {
  expect(changesIn({ address: { city: 'Tainan' } })).toMatchObject({
    address: { street: [], city: 'Tainan', state: '', postalCode: '', country: '' },
  });
  expect(changesIn({ address: { street: [' '], city: null } })).toEqual(NOTHING);
});

test('the address of somebody without an account says who it is, and is no change', () => {
  const { changes, customer } = eventOf({ email: 'a@example.com', title: null }).update;
  expect([changes.email, changes.title, customer.email]).toEqual([undefined, null, 'a@example.com']);
});

test('it is of updated_at, else of its envelope', () => {
  expect(eventOf({ user_id: 'U1' }, { updated_at: '2026-03-02 17:00:00.1234567+0800' }).update.updatedAt).toBe(
    '2026-03-02T09:00:00.123456Z',
  );
  expect(eventOf({ user_id: 'U1' }, { updated_at: null }).update.updatedAt).toBe('2020-11-02T03:00:00.000000Z');
});

test('it needs something to know the customer by', () => {
  const { type, timestamp } = sampleCustomerUpdate();
  const faults = (customer: unknown) =>
    faultsIn(TYPE, { type, timestamp, data: { business_unit: 'experience', customer } }).map(({ path }) => path);
  expect(faults({ user_id: '0', first_name: 'Iam' })).toEqual(['/data/customer/user_id']);
  expect(faults({ phones: { fax: '1' } })).toEqual([]);
  expect(faults(undefined)).toEqual(['/data/customer']);
});

test('it belongs to its user and to the new address, and is found by the user', () => {
  const event = eventOf({ user_id: 'U1', email: 'New@example.com' });
  expect(belongingKeys(event, 'suitecrm')).toEqual(['user:experience:U1', 'email:suitecrm:new@example.com']);
  expect(localIds(event)).toEqual({ userId: 'U1', orderId: null, refundId: null });
});

test('a customer who states all over what is known of another is that one', () => {
  const known = eventIn('customer.registered', sampleRegistration());
  const other = eventIn('customer.registered', sampleRegistration({ customer: { title: 'Captain', gender: 'f' } }));
  if (known.type !== 'customer.registered' || other.type !== 'customer.registered') throw new TypeError();
  expect(withChanges(known.customer, statedChanges(other.customer))).toEqual(other.customer);
  expect(
    withChanges(
      known.customer,
      statedChanges(other.customer, (field) => field === 'gender'),
    ),
  ).toEqual({
    ...known.customer,
    gender: 'f',
  });
});
