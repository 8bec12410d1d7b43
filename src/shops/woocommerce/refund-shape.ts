import Type, { type Static } from 'typebox';
import { WooAmount, WooGmt, WooId, WooText, WooTotal } from './fields.ts';
import { resourceReader } from './read-body.ts';

/** A part of what was refunded; quantity and money are negative. */
const WooRefundPart = Type.Object({
  quantity: WooAmount,
  total: WooAmount,
  total_tax: WooAmount,
  meta_data: WooText,
});
export type WooRefundPart = Static<typeof WooRefundPart>;

const Parts = Type.Optional(Type.Union([Type.Null(), Type.Array(WooRefundPart)]));

const WooRefund = Type.Object({
  id: WooId,
  date_created_gmt: WooGmt,
  amount: WooTotal,
  reason: WooText,
  line_items: Parts,
  shipping_lines: Parts,
  fee_lines: Parts,
});
export type WooRefund = Static<typeof WooRefund>;

/** The refunds of an order as the REST API lists them. @throws {DeliveryUnreadable} */
export const readWooRefunds = resourceReader(Type.Array(WooRefund), 'list of refunds');
