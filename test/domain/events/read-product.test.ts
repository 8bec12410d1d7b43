import { expect, test } from 'vitest';
import { belongingKeys } from '../../../src/domain/events/event-types.ts';
import { type Overrides, sampleProduct } from '../../../src/domain/events/samples.ts';
import { plainText } from '../../../src/domain/money.ts';
import { eventIn, faultsIn } from '../../support/domain/read-events.ts';

const TYPE = 'product.updated';

function updateIn(data: Overrides) {
  const event = eventIn(TYPE, { ...sampleProduct(), data: { business_unit: 'experience', sku: 'TEA', ...data } });
  if (event.type !== TYPE) throw new TypeError(`It was read as ${event.type}`);
  return event.update;
}

test('an update says what it names and nothing else', () => {
  expect(updateIn({ name: ' Tea ', updated_at: '2026-03-02T09:00:00.5Z', stock: 7 })).toEqual({
    sku: 'TEA',
    updatedAt: '2026-03-02T09:00:00.500000Z',
    changes: { name: 'Tea' },
    currency: null,
  });
});

test('prices are exact, in a currency in any case', () => {
  const { changes, currency } = updateIn({ list_price: 0.1, cost: '0', currency: 'eur' });
  expect([changes.listPrice, changes.cost].map((price) => price && plainText(price))).toEqual(['0.1', '0']);
  expect(currency).toBe('EUR');
});

test('null empties what only describes, and is as absent for all else', () => {
  const empty = { description: null, url: '', image: null, name: null, type: null, category: null, cost: null };
  expect(updateIn({ ...empty, list_price: null, currency: null, updated_at: null })).toEqual({
    sku: 'TEA',
    updatedAt: '2020-12-18T02:00:00.000000Z',
    changes: { description: '', url: '', image: '' },
    currency: null,
  });
});

test("the shop's own id stands for the sku where there is none", () => {
  expect(updateIn({ sku: '', product_id: 'P1', name: 'Tea' }).sku).toBe('P1');
  expect(updateIn({ product_id: 'P1', name: 'Tea' }).sku).toBe('TEA');
});

test('two units that tell of one sku belong together, and an order does not belong to its products', () => {
  const keys = (business_unit: string) =>
    belongingKeys({ ...eventIn(TYPE, sampleProduct()), businessUnit: business_unit }, 'suitecrm');
  expect(keys('experience')).toEqual(['product:suitecrm:MISM01040500000282']);
  expect(keys('market')).toEqual(keys('experience'));
});

test.each<[string, string, Overrides]>([
  ['/data/sku', 'Is required, unless product_id stands for it.', { sku: null }],
  ['/data/sku', 'Must be text', { sku: 7 }],
  ['/data/list_price', 'not less than 0', { list_price: '-1' }],
  ['/data/list_price', 'Must not have more than 14 digits.', { list_price: '123456789.123456' }],
  ['/data/cost', 'Must be a decimal', { cost: 'free' }],
  ['/data/currency', 'Must be a currency code', { currency: 'NT$' }],
  ['/data/updated_at', 'Must be a date-time', { updated_at: '2026-02-30T00:00:00Z' }],
])('%s %s', (path, sentence, overrides) => {
  expect(faultsIn(TYPE, sampleProduct(overrides))).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});

test('a body that changes nothing is refused, one with a currency alone as well', () => {
  const { type, timestamp } = sampleProduct();
  const data = { business_unit: 'experience', sku: 'TEA', currency: 'EUR', name: ' ' };
  expect(faultsIn(TYPE, { type, timestamp, data })).toEqual([
    { path: '/data', message: expect.stringContaining('Must change name, description') },
  ]);
});
