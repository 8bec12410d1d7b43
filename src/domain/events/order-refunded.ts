import Type, { type Static } from 'typebox';
import { readInstant } from '../dates.ts';
import type { Fault } from '../faults.ts';
import { ZERO } from '../money.ts';
import { MAX_LINES } from '../order.ts';
import type { Refund, RefundLine, RefundMoney } from '../refund.ts';
import { orderKey } from './belonging.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { firstRefundReading } from './first-refund-reading.ts';
import { decimalField, optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import { Id, Instant, object, optional, optionalBooleanOr, Text } from './schema/fields.ts';
import { LabelText } from './schema/label-fields.ts';
import { repeatedLines } from './schema/repeated-lines.ts';

/** An order, or a part of it, was refunded. */
export interface OrderRefunded {
  readonly type: 'order.refunded';
  readonly businessUnit: string;
  readonly refund: Refund;
}

const NAME = 'order.refunded';

const Money = decimalField({ min: 0 });
const OptionalMoney = optionalDecimal({ min: 0 });

const RefundSchema = object({
  business_unit: Text,
  refund_id: Id,
  order_id: Id,
  refunded_at: Instant,
  reason: LabelText,
  lines: optional(
    Type.Array(object({ line_id: Id, quantity: OptionalMoney, amount: OptionalMoney, tax_amount: OptionalMoney }), {
      maxItems: MAX_LINES,
    }),
  ),
  shipping: optionalBooleanOr(object({ amount: Money, tax_amount: OptionalMoney })),
  amount: OptionalMoney,
  tax_amount: OptionalMoney,
});
type RefundInput = Static<typeof RefundSchema>;
type LineInput = NonNullable<RefundInput['lines']>[number];

/** A refund as the workflows take it. */
function readRefund(input: RefundInput): Refund {
  return {
    refundId: input.refund_id,
    orderId: input.order_id,
    refundedAt: readInstant(input.refunded_at) ?? input.refunded_at,
    reason: input.reason ?? '',
    lines: readLines(input),
    shipping: readShipping(input),
    money: readMoney(input),
  };
}

/** Goods come back as a whole where nothing else is named: nothing at all, or that the freight is kept. */
function readLines(input: RefundInput): Refund['lines'] {
  if (input.lines) return input.lines.map(readLine);
  const isWhole = readMoney(input) === null && (isAbsent(input.shipping) || input.shipping === false);
  return isWhole ? 'rest' : [];
}

function readLine({ line_id, quantity, amount, tax_amount }: LineInput): RefundLine {
  return {
    lineId: line_id,
    quantity: quantity ? toDecimal(quantity) : ZERO,
    amount: amount ? toDecimal(amount) : null,
    taxAmount: tax_amount ? toDecimal(tax_amount) : null,
  };
}

function readShipping(input: RefundInput): Refund['shipping'] {
  const { shipping } = input;
  if (isAbsent(shipping)) return !input.lines && readMoney(input) === null ? 'rest' : 'none';
  if (typeof shipping === 'boolean') return shipping ? 'all' : 'none';
  return readMoney(shipping) ?? 'none';
}

/** Money, and its tax where that is stated; null for none. */
function readMoney({ amount, tax_amount }: Pick<RefundInput, 'amount' | 'tax_amount'>): RefundMoney | null {
  const [net, tax] = [amount ? toDecimal(amount) : ZERO, tax_amount ? toDecimal(tax_amount) : null];
  return net.isZero() && (tax === null || tax.isZero()) ? null : { amount: net, taxAmount: tax };
}

function isAbsent<T>(value: T | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** What a schema cannot say about the `data` of a refund: each line stands in it once, and something comes back. */
function refundFaults(input: RefundInput): Fault[] {
  const { lines, amount, tax_amount } = input;
  const repeated = repeatedLines(lines ?? [], 'lines', 'refund');
  const empty = (lines ?? []).flatMap(emptyLine);
  if (repeated.length + empty.length > 0) return [...repeated, ...empty];
  if (isAbsent(amount) && !isAbsent(tax_amount))
    return [{ path: '/data/amount', message: 'Is required beside tax_amount; it may be 0.' }];
  const refund = readRefund(input);
  if (refund.lines.length > 0 || refund.shipping !== 'none' || refund.money !== null) return [];
  return [{ path: '/data/lines', message: 'Must name a line, unless shipping or an amount is given back.' }];
}

function emptyLine(line: LineInput, index: number): Fault[] {
  const { quantity, amount, taxAmount } = readLine(line);
  if (!quantity.isZero() || amount !== null || taxAmount !== null) return [];
  return [
    { path: `/data/lines/${index}/quantity`, message: 'Must be greater than 0, unless the line states an amount.' },
  ];
}

const reading = readingOf(envelope(NAME, RefundSchema), {
  faults: ({ data }) => refundFaults(data),
  read: ({ data }): OrderRefunded => ({ type: NAME, businessUnit: data.business_unit, refund: readRefund(data) }),
});

export const orderRefunded: EventType<OrderRefunded, typeof NAME, 'refunds'> = {
  name: NAME,
  route: 'refunds',
  subject: 'refund',
  crm: 'suitecrm',
  readings: [firstRefundReading(reading), reading],
  // Some shops count refunds anew in each order.
  twins: ['orderId', 'refundId'],
  keys: ({ businessUnit, refund }) => [orderKey(businessUnit, refund.orderId)],
  localIds: ({ refund }) => ({ userId: null, orderId: refund.orderId, refundId: refund.refundId }),
  sample: {
    type: NAME,
    timestamp: '2020-12-20T02:00:00Z',
    data: {
      business_unit: 'experience',
      refund_id: 'R-1',
      order_id: 'OTR2020121600004',
      refunded_at: '2020-12-20T02:00:00Z',
      reason: 'customer request',
      lines: [{ line_id: '1', quantity: '1' }],
      shipping: false,
    },
  },
};
