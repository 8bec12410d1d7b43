import Type, { type Static } from 'typebox';
import { readInstant } from '../dates.ts';
import type { Fault } from '../faults.ts';
import { MAX_LINES } from '../order.ts';
import type { Refund } from '../refund.ts';
import { orderKey } from './belonging.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { decimalField, toDecimal } from './schema/decimal-field.ts';
import { Id, Instant, OptionalBoolean, object, optional, Text } from './schema/fields.ts';
import { LabelText } from './schema/label-fields.ts';
import { repeatedLines } from './schema/repeated-lines.ts';

/** An order, or a part of it, was refunded. */
export interface OrderRefunded {
  readonly type: 'order.refunded';
  readonly businessUnit: string;
  readonly refund: Refund;
}

const NAME = 'order.refunded';

const RefundSchema = object({
  business_unit: Text,
  refund_id: Id,
  order_id: Id,
  refunded_at: Instant,
  reason: LabelText,
  lines: optional(
    Type.Array(object({ line_id: Id, quantity: decimalField({ min: 0, exclusiveMin: true }) }), {
      minItems: 1,
      maxItems: MAX_LINES,
    }),
  ),
  shipping: OptionalBoolean,
});
type RefundInput = Static<typeof RefundSchema>;

/** A refund as the workflows take it. */
function readRefund(input: RefundInput): Refund {
  return {
    refundId: input.refund_id,
    orderId: input.order_id,
    refundedAt: readInstant(input.refunded_at) ?? input.refunded_at,
    reason: input.reason ?? '',
    lines: input.lines?.map((line) => ({ lineId: line.line_id, quantity: toDecimal(line.quantity) })) ?? null,
    shipping: input.shipping ?? false,
  };
}

/** What a schema cannot say about the `data` of a refund: each line stands in it once. */
function refundFaults({ lines }: RefundInput): Fault[] {
  return repeatedLines(lines ?? [], 'lines', 'refund');
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
  readings: [reading],
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
