import { expect, test } from 'vitest';
import { type Overrides, sampleOrder } from '../../../src/domain/events/samples.ts';
import { read } from '../../support/domain/read-events.ts';

function readOrder(overrides: Overrides) {
  const result = read('order.paid', sampleOrder(overrides));
  if (!result.ok || result.event.type !== 'order.paid') throw new Error(JSON.stringify(result));
  return { order: result.event.order, warnings: result.warnings.map(({ text }) => text) };
}

const readCustomer = (customer: Overrides) => readOrder({ customer }).order.customer;

test.each(['0000-00-00', '2021-02-29', '06/10/1990', '1990-10-06T12:30:00Z', 19901006, {}, true])(
  'a birthday of %j is left out, with a warning, and the order is taken',
  (birthdate) => {
    const { order, warnings } = readOrder({ customer: { birthdate } });
    expect(order.customer).toMatchObject({ userId: 'U1001', birthdate: null });
    expect(warnings).toEqual([
      '/data/customer/birthdate is no date of the calendar such as 1990-10-06 and was left out',
    ]);
  },
);

test.each(['1990-10-06', ' 1990-10-06 ', '1990-10-06 00:00:00', '1990-10-06T00:00:00+08:00'])(
  'a birthday of %j is 1990-10-06',
  (birthdate) => {
    expect(readCustomer({ birthdate })).toMatchObject({ birthdate: '1990-10-06' });
  },
);

test.each<[unknown, string[], string | null]>([
  [['No. 1', ' Floor 2 ', ''], ['No. 1', 'Floor 2'], null],
  ['No. 1', ['No. 1'], null],
  ['No. 1\r\nFloor 2', ['No. 1', 'Floor 2'], null],
  [['1', '2', '3', '4', '5'], ['1', '2', '3, 4, 5'], 'has 5 lines, joined to three'],
  [['1', null, '3'], ['1', '3'], 'was taken without what is no line'],
  [[null], [], 'was taken without what is no line'],
  [['1', {}, 3], ['1', '3'], 'was taken without what is no line'],
])('a street of %j is %j', (street, lines, loss) => {
  const { order, warnings } = readOrder({ billing_address: { street } });
  expect(order.billingAddress).toMatchObject({ street: lines });
  expect(warnings).toEqual(loss === null ? [] : [`/data/billing_address/street ${loss}`]);
});

test('an address may be a text, and is left out where it is nothing', () => {
  expect(readOrder({ shipping_address: 'No. 1' }).order.shippingAddress).toMatchObject({ street: ['No. 1'], city: '' });
  expect(readOrder({ shipping_address: '' })).toMatchObject({ order: { shippingAddress: null }, warnings: [] });
  expect(readOrder({ shipping_address: 7 })).toMatchObject({
    order: { shippingAddress: null },
    warnings: ['/data/shipping_address is no object and was left out'],
  });
});

test.each([
  [true, true],
  ['1', true],
  ['Yes', true],
  [1, true],
  ['false', false],
  [0, false],
  ['maybe', null],
  [[], null],
])('do_not_call %j is %j', (do_not_call, value) => {
  expect(readCustomer({ do_not_call })).toMatchObject({ doNotCall: value });
});

test('text is taken from numbers by their digits, and mended where no database can hold it', () => {
  const { order, warnings } = readOrder({
    customer: { title: 1.5, first_name: 'nul\u0000', description: 'cut \ud83d', gender: false },
    billing_address: { postal_code: 100 },
  });
  expect(order.customer).toMatchObject({
    title: '1.5',
    firstName: 'nul\uFFFD',
    description: 'cut \uFFFD',
    gender: null,
  });
  expect(order.billingAddress).toMatchObject({ postalCode: '100' });
  expect(warnings).toEqual([
    '/data/customer/first_name holds characters that cannot be kept',
    '/data/customer/description holds characters that cannot be kept',
    '/data/customer/gender is no text and was left out',
  ]);
});

test('a text that is too long is cut', () => {
  const { order, warnings } = readOrder({ description: 'x'.repeat(70_000) });
  expect(order.description).toHaveLength(65_536);
  expect(warnings).toEqual(['/data/description was cut to 65536 characters']);
});

test('one word alone is a list of words', () => {
  expect(readCustomer({ consent: { lawful_basis: 'consent' } })).toMatchObject({
    consent: { lawfulBasis: ['consent'] },
  });
  expect(readCustomer({ consent: 'consent' })).toMatchObject({ consent: null });
  expect(readOrder({ promotions: 'PROMO10' }).order.promotions).toEqual(['PROMO10']);
});

test('what is no promotion code is left out', () => {
  expect(readOrder({ promotions: ['A', '', null, 7, 'x'.repeat(256), ' B '] })).toMatchObject({
    order: { promotions: ['A', 'B'] },
    warnings: ['/data/promotions was taken without what is no code in it'],
  });
});

test.each([
  { name: 'x', lat: '90.1', lng: '0' },
  { name: 'x', lat: '0' },
  { name: ' ', lat: '0', lng: '0' },
  { name: 'x', lat: null, lng: 'east' },
  'Taipei',
])('a marker %j is left out', (marker) => {
  const line = { line_id: '1', sku: 'TEA-1', name: 'Tea', quantity: '1', list_price: '100', marker };
  const { order, warnings } = readOrder({ groups: null, totals: null, lines: [line] });
  expect(order.groups[0]?.lines[0]).toMatchObject({ marker: null });
  expect(warnings).toEqual(['/data/lines/0/marker is no place with a name, lat and lng, and was left out']);
});

test('a line without a name is called by its sku, and one of an unknown type is a good', () => {
  const line = { line_id: '1', sku: 'TEA-1', name: '', type: 'digital', quantity: '1', list_price: '100' };
  expect(readOrder({ groups: null, totals: null, lines: [line] })).toMatchObject({
    order: { groups: [{ lines: [{ name: 'TEA-1', type: 'Good' }] }] },
    warnings: ['/data/lines/0/type is none of Good, Service and was left out'],
  });
});

test('a customer who cannot be known again is left out, with a warning', () => {
  expect(readOrder({ customer: { user_id: null, email: null, phones: null } })).toMatchObject({
    order: { customer: null },
    warnings: ['/data/customer has no user_id, address or phone: the invoice stands without a contact'],
  });
});

test('what nobody asked for is ignored, whatever is in it', () => {
  const note = { ['k'.repeat(5000)]: ['\u0000', '\ud83d', { deep: [null, 1e300] }], line_id: 7 };
  expect(readOrder({ note_attributes: note, customer: { agent: 'a\u0000b' } }).warnings).toEqual([]);
});

test('no more than fifty losses are told', () => {
  const line = (index: number) => ({ line_id: `${index}`, sku: 'A', quantity: '1', list_price: '1', image: false });
  const lines = Array.from({ length: 60 }, (_, index) => line(index));
  expect(readOrder({ groups: null, totals: null, lines }).warnings).toHaveLength(50);
});
