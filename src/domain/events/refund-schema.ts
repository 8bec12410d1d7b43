import Type, { type Static } from 'typebox';
import { decimalField } from './decimal-field.ts';
import { Id, Instant, OptionalBoolean, object, optional, Text } from './fields.ts';
import { LabelText } from './label-fields.ts';
import { MAX_LINES } from './order-schema.ts';

/** The `data` of `order.refunded`. */
export const RefundSchema = object({
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
export type RefundInput = Static<typeof RefundSchema>;
