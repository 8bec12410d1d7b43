import type { Static } from 'typebox';
import { decimalField } from '../../../domain/events/schema/decimal-field.ts';
import { object, optional } from '../../../domain/events/schema/fields.ts';
import { LabelText } from '../../../domain/events/schema/label-fields.ts';
import {
  Allocations,
  Amount,
  list,
  MoneySet,
  OptionalShopifyId,
  PositiveAmount,
  ShopifyId,
  ShopifyInstant,
  TaxLines,
} from './fields.ts';

/** A refund, inside an order. */
export const RefundFields = {
  id: ShopifyId,
  order_id: OptionalShopifyId,
  created_at: ShopifyInstant,
  processed_at: ShopifyInstant,
  note: LabelText,
  refund_line_items: list({
    line_item_id: ShopifyId,
    quantity: decimalField({ min: 0 }),
    subtotal: PositiveAmount,
    subtotal_set: MoneySet,
    total_tax: PositiveAmount,
    total_tax_set: MoneySet,
    line_item: optional(
      object({
        quantity: PositiveAmount,
        price: PositiveAmount,
        price_set: MoneySet,
        discount_allocations: Allocations,
        tax_lines: TaxLines,
        tip_payment_gateway: LabelText,
        tip_payment_method: LabelText,
      }),
    ),
  }),
  refund_shipping_lines: list({
    subtotal_amount_set: MoneySet,
    tax_amount_set: MoneySet,
    shipping_line: optional(
      object({
        price: Amount,
        price_set: MoneySet,
        discount_allocations: Allocations,
        tax_lines: TaxLines,
      }),
    ),
  }),
  order_adjustments: list({
    kind: LabelText,
    amount: Amount,
    amount_set: MoneySet,
    tax_amount: Amount,
    tax_amount_set: MoneySet,
  }),
  transactions: list({ kind: LabelText, status: LabelText, amount: PositiveAmount, currency: LabelText }),
  total_duties_set: MoneySet,
  total_additional_fees_set: MoneySet,
};

const Refund = object(RefundFields);
export type ShopifyRefund = Static<typeof Refund>;

/** The body of `refunds/create`. */
export const ShopifyRefundBody = object({ ...RefundFields, order_id: ShopifyId });
