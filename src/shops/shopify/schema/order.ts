import Type, { type Static } from 'typebox';
import { decimalField } from '../../../domain/events/schema/decimal-field.ts';
import { object, optional } from '../../../domain/events/schema/fields.ts';
import { LabelText } from '../../../domain/events/schema/label-fields.ts';
import {
  Allocations,
  Amount,
  Flag,
  LONGEST_LIST,
  list,
  MoneySet,
  OptionalShopifyId,
  PositiveAmount,
  ShopifyId,
  ShopifyInstant,
  TaxLines,
} from './fields.ts';
import { ShopifyAddress, ShopifyBuyer } from './person.ts';
import { RefundFields } from './refund.ts';

const Line = object({
  id: ShopifyId,
  variant_id: OptionalShopifyId,
  product_id: OptionalShopifyId,
  sku: LabelText,
  name: LabelText,
  title: LabelText,
  product_type: LabelText,
  requires_shipping: Flag,
  quantity: decimalField({ min: 0 }),
  price: PositiveAmount,
  price_set: MoneySet,
  discount_allocations: Allocations,
  tax_lines: TaxLines,
  duties: list({
    price: Amount,
    price_set: MoneySet,
    shop_money: optional(object({ amount: Amount, currency_code: LabelText })),
    presentment_money: optional(object({ amount: Amount, currency_code: LabelText })),
    tax_lines: TaxLines,
  }),
  tip_payment_gateway: LabelText,
  tip_payment_method: LabelText,
});
export type ShopifyLine = Static<typeof Line>;

/** The body of every topic of an order. */
export const ShopifyOrder = object({
  id: ShopifyId,
  name: LabelText,
  created_at: ShopifyInstant,
  processed_at: ShopifyInstant,
  updated_at: ShopifyInstant,
  cancelled_at: ShopifyInstant,
  financial_status: LabelText,
  currency: LabelText,
  presentment_currency: LabelText,
  taxes_included: Flag,
  duties_included: Flag,
  total_price: Amount,
  total_price_set: MoneySet,
  total_tax: Amount,
  total_tax_set: MoneySet,
  total_tip_received: Amount,
  total_tip_received_set: MoneySet,
  total_shipping_price_set: MoneySet,
  original_total_duties_set: MoneySet,
  original_total_additional_fees_set: MoneySet,
  total_cash_rounding_payment_adjustment_set: MoneySet,
  customer: ShopifyBuyer,
  contact_email: LabelText,
  email: LabelText,
  phone: LabelText,
  billing_address: ShopifyAddress,
  shipping_address: ShopifyAddress,
  note: LabelText,
  discount_codes: list({ code: LabelText }),
  line_items: Type.Array(Line, { minItems: 1, maxItems: LONGEST_LIST }),
  shipping_lines: list({
    price: Amount,
    price_set: MoneySet,
    discounted_price: Amount,
    discounted_price_set: MoneySet,
    discount_allocations: Allocations,
    tax_lines: TaxLines,
    is_removed: Flag,
  }),
  refunds: list(RefundFields),
});
export type ShopifyOrder = Static<typeof ShopifyOrder>;
