import { expect, test } from 'vitest';
import { type Overrides, sampleRefund } from '../../../src/domain/events/samples.ts';
import { Decimal } from '../../../src/domain/money.ts';
import { eventIn, faultsIn } from '../../support/domain/read-events.ts';

const TYPE = 'order.refunded';

function refundWith(overrides: Overrides) {
  const event = eventIn(TYPE, sampleRefund({ lines: undefined, shipping: undefined, ...overrides }));
  if (event.type !== TYPE) throw new Error(event.type);
  return event.refund;
}
const amount = (text: string) => new Decimal(text);

test('a refund of lines is read', () => {
  const refund = refundWith({ lines: [{ line_id: '1', quantity: 0.5 }], shipping: true });
  expect(refund).toMatchObject({
    refundId: 'R-1',
    orderId: 'OTR2020121600004',
    reason: 'customer request',
    lines: [{ lineId: '1', quantity: amount('0.5'), amount: null, taxAmount: null }],
    shipping: 'all',
    money: null,
  });
});

test('a line may state its money, and then needs no quantity', () => {
  const lines = [
    { line_id: '1', quantity: '1', amount: '9.50', tax_amount: '0.48' },
    { line_id: '2', amount: '3' },
  ];
  expect(refundWith({ lines })).toMatchObject({
    lines: [
      { lineId: '1', amount: amount('9.5'), taxAmount: amount('0.48') },
      { lineId: '2', quantity: amount('0'), amount: amount('3'), taxAmount: null },
    ],
    shipping: 'none',
  });
});

test.each<[string, Overrides, object]>([
  ['nothing said: all that is left', {}, { lines: 'rest', shipping: 'rest', money: null }],
  ['nulls', { lines: null, shipping: null, amount: null }, { lines: 'rest', shipping: 'rest', money: null }],
  ['the freight kept: all goods', { shipping: false }, { lines: 'rest', shipping: 'none', money: null }],
  ['the freight alone', { shipping: true }, { lines: [], shipping: 'all', money: null }],
  ['no line and the freight', { lines: [], shipping: true }, { lines: [], shipping: 'all', money: null }],
  [
    'some of the freight',
    { shipping: { amount: '5', tax_amount: '0.25' } },
    { lines: [], shipping: { amount: amount('5'), taxAmount: amount('0.25') }, money: null },
  ],
  [
    'money alone',
    { amount: '15.00' },
    { lines: [], shipping: 'none', money: { amount: amount('15'), taxAmount: null } },
  ],
  [
    'money beside the freight',
    { lines: [], shipping: true, amount: '15', tax_amount: '1' },
    { lines: [], shipping: 'all', money: { amount: amount('15'), taxAmount: amount('1') } },
  ],
])('%s', (_, overrides, understood) => {
  expect(refundWith(overrides)).toMatchObject(understood);
});

test.each<[string, string, Overrides]>([
  ['/data/lines', 'Must name a line, unless shipping or an amount is given back.', { lines: [], shipping: false }],
  ['/data/lines', 'Must name a line', { lines: [], shipping: { amount: 0 }, amount: '0.00' }],
  ['/data/lines/0/quantity', 'greater than 0, unless the line states an amount', { lines: [{ line_id: '1' }] }],
  ['/data/lines/0/amount', 'not less than 0', { lines: [{ line_id: '1', quantity: '1', amount: '-1' }] }],
  ['/data/shipping/amount', 'Is required.', { shipping: { tax_amount: '1' } }],
  ['/data/amount', 'not less than 0', { amount: '-15' }],
  ['/data/amount', 'Is required beside tax_amount', { tax_amount: '1' }],
  ['/data/lines/0/quantity', 'not less than 0', { lines: [{ line_id: '1', quantity: '-1' }] }],
  ['/data/lines/0/quantity', 'Must be a decimal', { lines: [{ line_id: '1', quantity: 'NaN' }] }],
  ['/data/lines/0/line_id', 'Is required.', { lines: [{ quantity: '1' }] }],
  [
    '/data/lines/1/line_id',
    'unique in the refund',
    {
      lines: [
        { line_id: '1', quantity: 1 },
        { line_id: '1', quantity: 1 },
      ],
    },
  ],
  ['/data/refund_id', 'Must be text, not a number.', { refund_id: 1 }],
  ['/data/order_id', 'Is required.', { order_id: undefined }],
  ['/data/refunded_at', 'Must be a date-time', { refunded_at: '2020-02-30T00:00:00Z' }],
  ['/data/shipping', 'Must be true or false or an object or null, not text.', { shipping: 'true' }],
])('%s %s', (path, sentence, overrides) => {
  expect(faultsIn(TYPE, sampleRefund(overrides))).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});
