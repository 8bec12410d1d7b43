import Type, { type Static } from 'typebox';
import { OptionalWooId, WooAmount, WooGmt, WooId, WooText, WooTotal } from './fields.ts';
import { WooAddress } from './people.ts';
import { resourceReader } from './read-body.ts';

function listOf<Item extends ReturnType<typeof Type.Object>>(item: Item) {
  return Type.Optional(Type.Union([Type.Null(), Type.Array(item)]));
}

/** A sold position. All of its money is without tax, whatever `prices_include_tax` says. */
const WooLine = Type.Object({
  id: WooId,
  name: WooText,
  product_id: OptionalWooId,
  variation_id: OptionalWooId,
  quantity: WooAmount,
  subtotal: WooAmount,
  total: WooAmount,
  total_tax: WooAmount,
  sku: WooText,
  image: WooText,
});
export type WooLine = Static<typeof WooLine>;

const WooFee = Type.Object({ id: WooId, name: WooText, total: WooAmount, total_tax: WooAmount });
export type WooFee = Static<typeof WooFee>;

const WooShipping = Type.Object({ method_title: WooText, total: WooAmount, total_tax: WooAmount });

const WooRefundInOrder = Type.Object({ id: WooId, reason: WooText, total: WooAmount });
export type WooRefundInOrder = Static<typeof WooRefundInOrder>;

const WooOrder = Type.Object({
  id: WooId,
  number: WooText,
  status: Type.String(),
  currency: Type.String(),
  total: WooTotal,
  total_tax: WooAmount,
  shipping_total: WooAmount,
  discount_total: WooAmount,
  customer_id: OptionalWooId,
  customer_note: WooText,
  date_created_gmt: WooGmt,
  date_modified_gmt: WooGmt,
  date_paid_gmt: WooGmt,
  billing: WooAddress,
  shipping: WooAddress,
  line_items: listOf(WooLine),
  fee_lines: listOf(WooFee),
  shipping_lines: listOf(WooShipping),
  coupon_lines: listOf(Type.Object({ code: WooText })),
  refunds: listOf(WooRefundInOrder),
  gift_cards: listOf(Type.Object({ amount: WooAmount })),
});
export type WooOrder = Static<typeof WooOrder>;

/** An order as its webhook and the REST API have it. @throws {DeliveryUnreadable} */
export const readWooOrder = resourceReader(WooOrder, 'order');
