import { readInstant } from '../dates.ts';
import type { Fault } from '../faults.ts';
import type { Refund } from '../refund.ts';
import { toDecimal } from './decimal-field.ts';
import type { RefundInput } from './refund-schema.ts';
import { repeatedLines } from './repeated-lines.ts';

/** A refund as the workflows take it. */
export function readRefund(input: RefundInput): Refund {
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
export function refundFaults({ lines }: RefundInput): Fault[] {
  return repeatedLines(lines ?? [], 'lines', 'refund');
}
