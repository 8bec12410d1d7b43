import { expect, test } from 'vitest';
import { type Overrides, sampleRefund } from '../../../src/domain/events/samples.ts';
import { eventIn, faultsIn } from '../../support/domain/read-events.ts';

const TYPE = 'order.refunded';

test('a refund of lines is read', () => {
  expect(eventIn(TYPE, sampleRefund({ lines: [{ line_id: '1', quantity: 0.5 }], shipping: true }))).toMatchObject({
    businessUnit: 'experience',
    refund: {
      refundId: 'R-1',
      orderId: 'OTR2020121600004',
      reason: 'customer request',
      lines: [{ lineId: '1' }],
      shipping: true,
    },
  });
});

test.each([[null], [undefined]])('lines %j mean the whole order', (lines) => {
  const overrides = { lines, shipping: undefined, reason: null };
  expect(eventIn(TYPE, sampleRefund(overrides))).toMatchObject({
    refund: { lines: null, shipping: false, reason: '' },
  });
});

test.each<[string, string, Overrides]>([
  ['/data/lines', 'Must hold at least 1 item.', { lines: [] }],
  ['/data/lines/0/quantity', 'greater than 0', { lines: [{ line_id: '1', quantity: '-1' }] }],
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
  ['/data/shipping', 'Must be true or false or null, not text.', { shipping: 'true' }],
])('%s %s', (path, sentence, overrides) => {
  expect(faultsIn(TYPE, sampleRefund(overrides))).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});
