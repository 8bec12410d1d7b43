import { expect, test } from 'vitest';
import { belongingKeys, localIds } from '../../../src/domain/events/event-types.ts';
import { type Overrides, sampleOrderUpdate } from '../../../src/domain/events/samples.ts';
import { eventIn, faultsIn, read } from '../../support/domain/read-events.ts';

const TYPE = 'order.updated';

function updateIn(data: Overrides) {
  const event = eventIn(TYPE, {
    ...sampleOrderUpdate(),
    data: { business_unit: 'experience', order_id: 'O1', ...data },
  });
  if (event.type !== TYPE) throw new TypeError(`It was read as ${event.type}`);
  return event.update;
}

test('an update says what it names and nothing else', () => {
  expect(updateIn({ status: 'Canceled', updated_at: '2026-03-02 17:00:00.1234567+0800', loyalty: 7 })).toEqual({
    orderId: 'O1',
    updatedAt: '2026-03-02T09:00:00.123456Z',
    changes: { status: 'Canceled' },
    told: null,
  });
});

test.each([[undefined], [null], ['']])('updated_at %j: it is of the timestamp of its envelope', (updated_at) => {
  expect(updateIn({ status: 'Paid', updated_at }).updatedAt).toBe('2020-12-17T02:00:00.000000Z');
});

test.each<[Overrides, object]>([
  [{ description: null }, { description: '' }],
  [{ description: '  ' }, { description: '' }],
  [{ description: ' new ', status: null }, { description: 'new' }],
  [
    { billing_address: null, shipping_address: '' },
    { billingAddress: null, shippingAddress: null },
  ],
  [{ description: 'x', billing_address: {}, shipping_address: { street: [' '], city: null } }, { description: 'x' }],
  [
    { billing_address: { city: 'Tainan' } },
    { billingAddress: { street: [], city: 'Tainan', state: '', postalCode: '', country: '' } },
  ],
])('%j changes %j', (data, changes) => {
  expect(updateIn(data).changes).toEqual(changes);
});

test('an address that cannot be used is left as it is, with a warning', () => {
  const result = read(TYPE, sampleOrderUpdate({ billing_address: 7 }));
  expect(result).toMatchObject({ ok: true, warnings: ['/data/billing_address is no object and was left out'] });
  expect(result.ok && result.event.type === TYPE && result.event.update.changes).not.toHaveProperty('billingAddress');
});

test.each<[string, string, Overrides]>([
  ['/data/lines', 'lines do not change by an update', { lines: [{ line_id: '1' }] }],
  ['/data/lines', 'What was given back is sent as order.refunded', { lines: [] }],
  ['/data/groups', 'lines do not change by an update', { groups: [{ lines: [] }] }],
  ['/data/status', 'Must be one of "Paid", "Not Paid", "Canceled"', { status: 'Returned' }],
  ['/data/updated_at', 'Must be a date-time', { updated_at: 'yesterday' }],
  ['/data/order_id', 'Is required.', { order_id: null }],
  [
    '/data',
    'Must change status, billing_address, shipping_address or description.',
    { status: null, billing_address: {}, description: undefined },
  ],
])('%s %s', (path, sentence, overrides) => {
  const sample = sampleOrderUpdate();
  const document = { ...sample, data: { ...sample.data, ...overrides } };
  expect(faultsIn(TYPE, document)).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});

test('an update belongs to its order and is found by it', () => {
  const event = eventIn(TYPE, sampleOrderUpdate());
  expect(belongingKeys(event, 'suitecrm')).toEqual(['order:experience:OTR2020121600004']);
  expect(localIds(event)).toEqual({ userId: null, orderId: 'OTR2020121600004', refundId: null });
});
