import { Decimal, sum } from '../../../../src/domain/money.ts';
import { Coins } from './coins.ts';
import type { SoldByWoo, WooOrderMaking, WooPart } from './order.ts';
import { gmtText, localText } from './times.ts';

/** What somebody in the shop's office gives back. */
export interface WooGivenBack {
  /** So many of the line at this place in the order, from 0. */
  readonly lines?: readonly { readonly line: number; readonly quantity: number }[];
  readonly shipping?: boolean;
  /** Instead of lines and shipping: money, whatever for. */
  readonly amount?: string;
  readonly reason?: string;
}

/** A refund as `GET orders/<id>/refunds` shows it: what the simulator itself reads of it by name. */
export interface RefundOfWoo {
  readonly id: number;
  /** Positive. */
  readonly amount: string;
  readonly reason: string;
  readonly [shown: string]: unknown;
}

/** A refund of an order, its lines as WooCommerce has them: quantity and money negative, of the item that their `meta_data` names. */
export function makeWooRefund(
  order: SoldByWoo,
  given: WooGivenBack,
  { settings, now, newId }: WooOrderMaking,
): RefundOfWoo {
  const coins = new Coins(settings.decimals, false);
  const back = (part: WooPart, share: Decimal) => ({
    id: newId(),
    total: coins.text(coins.round(Decimal.mul(part.total, share)).negated()),
    total_tax: coins.text(coins.round(Decimal.mul(part.total_tax, share)).negated()),
    meta_data: [{ id: newId(), key: '_refunded_item_id', value: String(part.id) }],
  });
  const id = newId();
  const lines = (given.lines ?? []).map(({ line, quantity }) => {
    const item = order.line_items[line];
    if (item === undefined) throw new Error(`Order ${order.id} has no line ${line}`);
    return { ...item, ...back(item, Decimal.div(quantity, item.quantity)), quantity: -quantity };
  });
  const shipping = given.shipping === true ? order.shipping_lines.map((sent) => ({ ...sent, ...back(sent, ONE) })) : [];
  const parts = [...lines, ...shipping];
  const made = sum(parts.map(({ total, total_tax }) => Decimal.add(total, total_tax))).negated();
  return {
    id,
    date_created: localText(now, settings),
    date_created_gmt: gmtText(now),
    amount: coins.text(given.amount === undefined ? made : new Decimal(given.amount)),
    reason: given.reason ?? '',
    refunded_by: 1,
    refunded_payment: true,
    meta_data: [],
    line_items: lines,
    shipping_lines: shipping,
    fee_lines: [],
  };
}

const ONE = new Decimal(1);
