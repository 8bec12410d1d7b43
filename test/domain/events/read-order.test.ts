import { expect, test } from 'vitest';
import { type Overrides, sampleOrder } from '../../../src/domain/events/samples.ts';
import { plainText } from '../../../src/domain/money.ts';
import { eventIn, faultsIn } from '../../support/domain/read-events.ts';

const TYPE = 'order.paid';
const faultsWith = (overrides: Overrides) => faultsIn(TYPE, sampleOrder({ totals: undefined, ...overrides }));
const line = (overrides: Overrides = {}) => ({
  line_id: '1',
  sku: 'TEA-1',
  name: 'Tea',
  quantity: '1',
  list_price: '100',
  ...overrides,
});
const withLine = (overrides: Overrides) => ({ groups: null, lines: [line(overrides)] });

function orderWith(overrides: Overrides) {
  const event = eventIn(TYPE, sampleOrder({ totals: undefined, ...overrides }));
  if (event.type !== TYPE) throw new Error(event.type);
  return event.order;
}

test('the order of the contract is read with exact amounts', () => {
  const order = orderWith({ totals: { total_amount: '5754' } });
  const [group] = order.groups;
  const [read] = group?.lines ?? [];
  expect(order).toMatchObject({ orderId: 'OTR2020121600004', currency: 'TWD', status: 'Paid', shippingAddress: null });
  expect(group).toMatchObject({ name: 'Day trips', description: '' });
  expect(read).toMatchObject({ lineId: '1', category: 'E', type: 'Service', url: null, marker: { name: 'Tea house' } });
  expect([read?.quantity, read?.cost, read?.listPrice, read?.discount?.value, read?.tax.rate].map(String)).toEqual([
    '2',
    '2000',
    '2700',
    '10',
    '5',
  ]);
  expect([order.shipping.amount, order.shipping.tax.rate].map(String)).toEqual(['100', '5']);
});

test('what may be left out has its default', () => {
  const order = orderWith({ ...withLine({}), status: null, shipping: null, promotions: undefined, currency: 'usd' });
  expect(order).toMatchObject({ status: 'Paid', currency: 'USD', promotions: [] });
  expect(order.groups).toMatchObject([
    { name: '', lines: [{ type: 'Good', cost: null, discount: null, marker: null }] },
  ]);
  expect(String(order.groups[0]?.lines[0]?.tax.rate)).toBe('0');
  expect(String(order.shipping.amount)).toBe('0');
});

test.each([
  ['"180.000001"', '180.000001'],
  ['180', '180'],
  ['1e2', '100'],
  ['0.1', '0.1'],
  ['123456789.10', '123456789.1'],
])('a list price written %s is %s', (source, plain) => {
  const text = JSON.stringify(sampleOrder({ ...withLine({ list_price: '@' }), totals: undefined })).replace(
    '"@"',
    source,
  );
  const event = eventIn(TYPE, text);
  expect(event.type === TYPE && event.order.groups[0]?.lines[0]?.listPrice).toSatisfy(
    (price) => plainText(price) === plain,
  );
});

test.each(['NaN', 'Infinity', '1e2', '0x10', '1,5', '1.', '.5', '+1', '٣', '--1'])(
  'the text %j is no decimal',
  (list_price) => {
    expect(faultsWith(withLine({ list_price }))).toEqual([
      { path: '/data/lines/0/list_price', message: 'Must be a decimal such as "180" or "21.50".' },
    ]);
  },
);

test.each([
  ['list_price', '1234567890123456', 'Must not have more than 15 digits before the point.'],
  ['list_price', '-0.01', 'Must not be less than 0: only a line without sku and product_id'],
  ['list_price', true, 'Must be a decimal such as'],
  ['list_price', null, 'Is required.'],
  ['list_price', ' ', 'Is required.'],
  ['cost', '-1', 'not less than 0'],
  ['quantity', '-1', 'only a line without sku and product_id'],
  ['tax_amount', '-1', 'only a line without sku and product_id'],
  ['vat_rate', '100.01', 'from 0 to 100'],
  ['vat_rate', '-5', 'from 0 to 100'],
  ['sku', 'x'.repeat(256), 'longer than 255'],
  ['sku', 'TEA\n1', 'no control characters'],
  ['sku', 42, 'Must be text or null, not a number.'],
  ['line_id', 1, 'Must be text, not a number.'],
])('line: %s %j: %s', (field, value, sentence) => {
  expect(faultsWith(withLine({ [field]: value }))).toEqual([
    { path: `/data/lines/0/${field}`, message: expect.stringContaining(sentence) },
  ]);
});

test.each([
  ['14.309999999999999', '14.31'],
  ['1.1234565', '1.123457'],
  [' 180.00 ', '180'],
])('a list price of %j is %s', (list_price, plain) => {
  expect(String(orderWith(withLine({ list_price })).groups[0]?.lines[0]?.listPrice)).toBe(plain);
});

test('a line of quantity 0 is left out, but not the last one', () => {
  const lines = [line({ quantity: '0' }), line({ line_id: '2' }), line({ line_id: '3', quantity: 1e-7 })];
  expect(orderWith({ groups: null, lines }).groups).toMatchObject([{ lines: [{ lineId: '2' }] }]);
  expect(
    orderWith({
      groups: [
        { name: 'a', lines: lines.slice(0, 1) },
        { name: 'b', lines },
      ].slice(1),
    }).groups,
  ).toHaveLength(1);
  expect(faultsWith(withLine({ quantity: '0.0' }))).toEqual([
    { path: '/data/lines', message: 'Must hold a line whose quantity is not 0.' },
  ]);
});

test.each([
  ['/value', { type: 'Amount', value: '100.01' }, 'Must not be more than the list price.'],
  ['/value', { type: 'Percentage', value: '100.01' }, 'Must not be more than 100 percent.'],
  ['/value', { type: 'Amount', value: '-1' }, 'not less than 0'],
  ['/value', { type: 'Total', value: '100.01' }, 'Must not be more than the list price times the quantity.'],
  ['/type', { type: 'Rebate', value: '1' }, 'Must be one of "Amount", "Percentage", "Total".'],
  ['/type', { value: '1' }, 'Is required.'],
  ['', '10', 'Must be an object or null, not text.'],
])('discount%s %j: %s', (path, discount, sentence) => {
  expect(faultsWith(withLine({ discount }))).toEqual([
    { path: `/data/lines/0/discount${path}`, message: expect.stringContaining(sentence) },
  ]);
});

test('coordinates may have more decimals than money', () => {
  expect(faultsWith(withLine({ marker: { name: 'x', lat: 25.033012345678, lng: '-121.565' } }))).toEqual([]);
});

test.each([
  ['/data/lines', { groups: null, lines: [] }, 'Must hold at least 1 item.'],
  ['/data/groups', { groups: [] }, 'Must hold at least 1 item.'],
  ['/data/groups/0/lines', { groups: [{ name: 'a', lines: [] }] }, 'Must hold at least 1 item.'],
  ['/data/groups', { groups: null }, 'Is required, unless lines stand directly in data.'],
  ['/data/lines', { lines: [line()] }, 'Must be left out where there are groups.'],
  ['/data/ordered_at', { ordered_at: '2020-12-16T09:00:00' }, 'Must be a date-time'],
  ['/data/currency', { currency: 'NT$' }, 'Must be a currency code'],
  ['/data/status', { status: 'paid' }, 'Must be one of "Paid", "Not Paid", "Canceled".'],
  ['/data/order_id', { order_id: 'O'.repeat(256) }, 'longer than 255'],
  ['/data/customer', { customer: 'Iam' }, 'Must be an object or null, not text.'],
  ['/data/shipping/amount', { shipping: { amount: '-1' } }, 'not less than 0'],
  ['/data/shipping/tax_rate', { shipping: { amount: '1', tax_rate: '101' } }, 'from 0 to 100'],
  ['/data/business_unit', { business_unit: 'wholesale' }, 'lives in ikcrm, which takes no order.paid'],
])('%s %j: %s', (path, overrides, sentence) => {
  expect(faultsWith(overrides)).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});

test('a guest is known by the address alone', () => {
  const order = orderWith({ customer: { user_id: '' } });
  expect(order.customer).toMatchObject({ userId: null, email: 'iam.robot4@example.com' });
});

test('a line id stands once in the whole order', () => {
  const groups = [{ lines: [line(), line({ line_id: '2' })] }, { lines: [line({ line_id: '2' })] }];
  expect(faultsWith({ groups })).toEqual([
    { path: '/data/groups/1/lines/0/line_id', message: expect.stringContaining('/data/groups/0/lines/1 has it too') },
  ]);
});

test('a thousand lines are taken and one more is refused, in one group or many', () => {
  const lines = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => line({ line_id: String(from + index) }));
  expect(faultsWith({ groups: null, lines: lines(1000) })).toEqual([]);
  expect(faultsWith({ groups: null, lines: lines(1001) })).toMatchObject([{ path: '/data/lines' }]);
  expect(faultsWith({ groups: [{ lines: lines(600) }, { lines: lines(401, 600) }] })).toEqual([
    { path: '/data/groups', message: 'Must not hold more than 1000 lines in all: there are 1001.' },
  ]);
  const groups = Array.from({ length: 101 }, (_, index) => ({ lines: [line({ line_id: String(index) })] }));
  expect(faultsWith({ groups })).toEqual([{ path: '/data/groups', message: 'Must not hold more than 100 items.' }]);
});

test.each<[string, Overrides]>([
  ['no customer', { customer: null }],
  ['a customer of whom only the name is known', { customer: { user_id: '0', email: null, phones: null } }],
])("an order with %s is nobody's", (_, overrides) => {
  expect(orderWith(overrides).customer).toBeNull();
});

test('a guest may be known by a phone alone', () => {
  const customer = { user_id: null, email: '', phones: { mobile: null, work: '+886 2' } };
  expect(orderWith({ customer }).customer).toMatchObject({ userId: null, email: null, phones: { work: '+886 2' } });
});

test('promotions are kept once each', () => {
  expect(orderWith({ promotions: ['B', 'A', 'B'] }).promotions).toEqual(['B', 'A']);
});

test('stated totals that add up are taken, to a hundredth for each line and the shipping', () => {
  const totals = {
    total_amt: 5400,
    discount_amount: '-20',
    subtotal_amount: '5380.00',
    tax_amount: '274',
    shipping_amount: '100',
    shipping_tax_amt: 5,
    total_amount: '5753.99',
  };
  expect(faultsWith({ totals })).toEqual([]);
});

test('each stated total that does not add up is named with both figures', () => {
  const totals = {
    total_amt: '5400',
    discount_amount: '20',
    tax_amount: '269',
    shipping_tax_amt: null,
    total_amount: 5754.03,
  };
  expect(faultsWith({ totals })).toEqual([
    { path: '/data/totals/discount_amount', message: 'Is 20, but the lines and the shipping make -20.' },
    { path: '/data/totals/tax_amount', message: 'Is 269, but the lines and the shipping make 274.' },
    { path: '/data/totals/total_amount', message: 'Is 5754.03, but the lines and the shipping make 5754.' },
  ]);
});

test('amounts that the CRM cannot keep are refused', () => {
  const faults = faultsWith(withLine({ list_price: '123456789012345', quantity: '1000000' }));
  expect(faults).toEqual([{ path: '/data', message: expect.stringContaining('too long for the CRM') }]);
});

test('at most fifty faults are named', () => {
  const lines = Array.from({ length: 200 }, (_, index) => line({ line_id: String(index), quantity: '-1' }));
  expect(faultsWith({ groups: null, lines })).toHaveLength(50);
});
