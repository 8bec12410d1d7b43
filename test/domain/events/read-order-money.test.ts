import { expect, test } from 'vitest';
import { type Overrides, sampleOrder } from '../../../src/domain/events/samples.ts';
import { plainText } from '../../../src/domain/money.ts';
import { eventIn, faultsIn, warningsIn } from '../../support/domain/read-events.ts';

const TYPE = 'order.paid';
const body = (overrides: Overrides) =>
  sampleOrder({ groups: null, lines: [line()], shipping: null, totals: null, ...overrides });
const faultsWith = (overrides: Overrides) => faultsIn(TYPE, body(overrides));
const line = (overrides: Overrides = {}) => ({
  line_id: '1',
  sku: 'TEA-1',
  name: 'Tea',
  quantity: '2',
  list_price: '100',
  ...overrides,
});

function read(overrides: Overrides) {
  const event = eventIn(TYPE, body(overrides));
  if (event.type !== TYPE) throw new Error(event.type);
  return event;
}

/** What the invoice says: each line by its name with its net and its tax, then the total. */
function invoiceOf(overrides: Overrides) {
  const { groups, invoice } = read(overrides).priced;
  const lines = groups.flatMap(({ lines }) =>
    lines.map(({ line, amounts: { totals } }) => `${line.name} ${plainText(totals.net)} + ${plainText(totals.tax)}`),
  );
  return [...lines, plainText(invoice.totalAmount)];
}

test("the shop's decimals are those of its currency unless it says so", () => {
  expect(read({ currency: 'JPY' }).order.decimals).toBe(0);
  expect(read({ currency: 'KWD' }).order.decimals).toBe(3);
  expect(read({ currency: 'TWD', decimals: 0 }).order.decimals).toBe(0);
  expect(read({ decimals: '4' }).order.decimals).toBe(4);
  expect(invoiceOf({ decimals: 0, lines: [line({ quantity: '1', list_price: '999', vat_rate: '5' })] })).toEqual([
    'Tea 999 + 50',
    '1049',
  ]);
});

test('an order has a number for people, which is its id unless the shop says so', () => {
  expect(read({ order_number: '#1001' }).order).toMatchObject({ orderNumber: '#1001', orderId: 'OTR2020121600004' });
  expect(read({ order_number: ' ' }).order.orderNumber).toBe('OTR2020121600004');
});

test('a price that holds its tax is split by the rate, or by the tax that the shop states', () => {
  const inclusive = { prices_include_tax: true, shipping: { amount: '10', tax_rate: '10' } };
  expect(invoiceOf({ ...inclusive, lines: [line({ list_price: '39.98', quantity: '1', vat_rate: '19' })] })).toEqual([
    'Tea 33.6 + 6.38',
    '49.98',
  ]);
  expect(
    invoiceOf({ ...inclusive, lines: [line({ list_price: '100.95', quantity: '1', tax_amount: '16.83' })] }),
  ).toEqual(['Tea 84.12 + 16.83', '110.95']);
  const { invoice } = read(inclusive).priced;
  expect([invoice.shippingAmount, invoice.shippingTaxAmount].map(String)).toEqual(['9.09', '0.91']);
});

test('what is off the order is spread over its product lines, not over services', () => {
  const lines = [
    line({ line_id: '1', quantity: '1', list_price: '94', name: 'A' }),
    line({ line_id: '2', quantity: '1', list_price: '100', name: 'B' }),
    line({ line_id: '3', quantity: '1', list_price: '100', name: 'C' }),
    line({ line_id: '4', quantity: '1', list_price: '50', name: 'Wrap', sku: null }),
  ];
  expect(invoiceOf({ lines, discounts: [{ name: 'Ten off', code: 'TEN', amount: '10.00' }] })).toEqual([
    'A 90.8 + 0',
    'B 96.6 + 0',
    'C 96.6 + 0',
    'Wrap 50 + 0',
    '334',
  ]);
});

test('fees are service lines of a last group, and may lower the order', () => {
  const fees = [
    { name: 'Tip', amount: '15' },
    { name: 'Gift card', amount: '-40' },
    { name: 'Duties', amount: '10', tax_amount: '0.5' },
    { name: 'Nothing', amount: '0.00' },
  ];
  expect(invoiceOf({ fees })).toEqual(['Tea 200 + 0', 'Tip 15 + 0', 'Gift card -40 + 0', 'Duties 10 + 0.5', '185.5']);
  const { groups } = read({ fees }).priced;
  expect(groups.map(({ name }) => name)).toEqual(['', 'Fees']);
  expect(groups[1]?.lines.map(({ line: { lineId, sku } }) => [lineId, sku])).toEqual([
    ['fee:1', null],
    ['fee:2', null],
    ['fee:3', null],
  ]);
});

test('a line without a sku is known by its product_id, and with neither it is a service', () => {
  const skuOf = (overrides: Overrides) => read({ lines: [line(overrides)] }).order.groups[0]?.lines[0];
  expect(skuOf({ sku: null, product_id: 'P-7' })).toMatchObject({ sku: 'P-7', type: 'Good' });
  expect(skuOf({ sku: 'TEA-1', product_id: 'P-7' })).toMatchObject({ sku: 'TEA-1' });
  expect(skuOf({ sku: '', name: null })).toMatchObject({ sku: null, type: 'Service', name: 'Line 1' });
});

test('a service line may take money off', () => {
  const off = { line_id: '2', sku: null, name: 'Referral', quantity: '1', list_price: '-5' };
  expect(invoiceOf({ lines: [line(), off] })).toEqual(['Tea 200 + 0', 'Referral -5 + 0', '195']);
  expect(invoiceOf({ lines: [line(), { ...off, quantity: '-1', list_price: '40' }] }).at(-1)).toBe('160');
});

test('what is free may bear a levy', () => {
  const free = line({ quantity: '1', list_price: '0', tax_amount: '0.40' });
  expect(invoiceOf({ lines: [free], totals: { tax_amount: '0.40', total_amount: '0.40' } })).toEqual([
    'Tea 0 + 0.4',
    '0.4',
  ]);
});

test.each<[string, string, Overrides]>([
  ['/data/decimals', 'Must be a whole number from 0 to 4.', { decimals: 5 }],
  ['/data/decimals', 'Must be a whole number from 0 to 4.', { decimals: '1.5' }],
  ['/data/prices_include_tax', 'true or false', { prices_include_tax: 'yes' }],
  ['/data/lines/0/vat_rate', 'from 0 to 100', { prices_include_tax: true, lines: [line({ vat_rate: '120' })] }],
  [
    '/data/lines/0/tax_amount',
    'Is 200.01, more than what it is the tax on, 200.',
    { lines: [line({ tax_amount: '200.01' })] },
  ],
  [
    '/data/lines/0/tax_amount',
    'Is 1, more than what it is the tax on, 0.',
    { prices_include_tax: true, lines: [line({ list_price: '0', tax_amount: '1' })] },
  ],
  ['/data/fees/1/tax_amount', 'Is 6, more than', { fees: [{ amount: '0' }, { amount: '5', tax_amount: '6' }] }],
  [
    '/data/fees/0/tax_amount',
    'Is 1, more than what it is the tax on, -5.',
    { fees: [{ amount: '-5', tax_amount: '1' }] },
  ],
  ['/data/shipping/tax_amount', 'Is 11, more than', { shipping: { amount: '10', tax_amount: '11' } }],
  ['/data/shipping/tax_amount', 'not less than 0', { shipping: { amount: '10', tax_amount: '-1' } }],
  ['/data/discounts', 'Take off 200.01, but the lines of products come to 200.', { discounts: [{ amount: '200.01' }] }],
  [
    '/data/discounts',
    'Take off 1, but the lines of products come to 0.',
    { lines: [line({ sku: null })], discounts: [{ amount: '1' }] },
  ],
  ['/data/discounts/0/amount', 'not less than 0', { discounts: [{ amount: '-1' }] }],
  ['/data', 'Comes to -1: an order must not come to less than 0.', { fees: [{ name: 'Off', amount: '-201' }] }],
  [
    '/data/totals/total_amount',
    'Is 200.02, but the lines and the shipping make 200.',
    { totals: { total_amount: '200.02' } },
  ],
  [
    '/data/lines/0/line_id',
    'Must be unique in the order: /data/fees/0 has it too.',
    { lines: [line({ line_id: 'fee:1' })], fees: [{ amount: '1' }] },
  ],
])('%s %s: %j', (path, sentence, overrides) => {
  expect(faultsWith(overrides)).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});

test('a total within the rounding that cannot be met is told, and the one that is paid stands', () => {
  const totals = { subtotal_amount: '200', tax_amount: '0', total_amount: '200.01' };
  expect(invoiceOf({ totals }).at(-1)).toBe('200.01');
  expect(warningsIn(TYPE, body({ totals }))).toEqual([
    {
      kind: 'money',
      text: '/data/totals/subtotal_amount is 200, and 200.01 in the invoice: rounded otherwise by the shop',
    },
  ]);
});

test('money in fields that are none of an order is told where no total tells that it was counted', () => {
  const ignored = { discount_total: '10.00', fee_lines: [{ name: 'Gift wrap', total: '7.00' }], tip: '0.00', tips: [] };
  expect(warningsIn(TYPE, body(ignored))).toEqual([
    { kind: 'money', text: '/data/discount_total is no field of an order and was ignored: money is said in discounts' },
    { kind: 'money', text: '/data/fee_lines is no field of an order and was ignored: money is said in fees' },
  ]);
  expect(warningsIn(TYPE, body({ ...ignored, totals: { total_amount: '200' } }))).toEqual([]);
});
