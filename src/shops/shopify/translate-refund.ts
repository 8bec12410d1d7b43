import { readInstant } from '../../domain/dates.ts';
import { type Decimal, plainText, ZERO } from '../../domain/money.ts';
import { ofLabel, type Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { type Shop, shopId } from '../shop.ts';
import type { EventData, RefundTold } from '../told.ts';
import { type Currencies, Purse, type Side } from './money.ts';
import { onlyPresent } from './names.ts';
import { bodyReader } from './read-body.ts';
import { currenciesOfRefund } from './refund-currencies.ts';
import { type RefundFigures, refundFigures, totalBack } from './refund-figures.ts';
import { type Given, readRefundParts } from './refund-parts.ts';
import { readPayments } from './refund-payments.ts';
import { chooseReading } from './refund-reading.ts';
import { idText } from './schema/fields.ts';
import { type ShopifyRefund, ShopifyRefundBody } from './schema/refund.ts';

const readRefundBody = bodyReader('refund', ShopifyRefundBody);

/** What an order knows of its refunds, which `refunds/create` does not tell. */
export interface ShopifySale {
  readonly orderId: string;
  readonly currencies: Currencies;
  /** Whether its prices hold their tax; null = by what the refund shows. */
  readonly inclusive: boolean | null;
}

/** A refund of which money went back; none is told of any other. */
export interface ToldRefund {
  readonly told: readonly RefundTold[];
  readonly warnings: readonly Warning[];
}

/** The refund of `refunds/create`. */
export function tellRefundDelivery(json: unknown, shop: Shop): { refunds: readonly RefundTold[]; warnings: Warning[] } {
  const { body, warnings } = readRefundBody(json);
  const sale = { orderId: idText(body.order_id), currencies: currenciesOfRefund(body), inclusive: null };
  const { told, warnings: more } = tellRefund(body, shop, sale);
  return { refunds: told, warnings: [...warnings, ...more] };
}

/** A refund, inside an order or alone, by what its transactions gave back. */
export function tellRefund(refund: ShopifyRefund, shop: Shop, sale: ShopifySale): ToldRefund {
  const side: Side = shop.currency === 'shop' ? 'shop_money' : 'presentment_money';
  const payments = readPayments(refund, sale.currencies, side);
  if (payments.kind === 'pending') return { told: [], warnings: [notTold(refund, 'its payment is pending')] };
  if (payments.kind === 'nothing') return { told: [], warnings: [notTold(refund, 'no money went back')] };
  const purse = new Purse(side, sale.currencies);
  const paid = payments.kind === 'paid' ? payments : null;
  const { reading, more } = chooseReading(refund, sale, purse, paid);
  const parts = readRefundParts(refund, purse, reading.inclusive);
  const total = totalBack(parts, reading).plus(more);
  if (total.isZero()) return { told: [], warnings: [notTold(refund, 'no money went back')] };
  const figures = refundFigures(parts, reading, more, purse.decimals);
  if (figures === null) {
    const stated = plainText(paid?.amount ?? total);
    throw new DeliveryUnreadable(`The refund gives back ${stated}, which is less than nothing of its lines.`);
  }
  return { told: [toldOf(refund, shop, sale, figures)], warnings: [] };
}

function notTold({ id }: ShopifyRefund, why: string): Warning {
  return ofLabel(`The refund ${idText(id)} of the shop was not taken over: ${why}.`);
}

function toldOf(refund: ShopifyRefund, shop: Shop, { orderId }: ShopifySale, figures: RefundFigures): RefundTold {
  const told = refund.processed_at ?? refund.created_at;
  const at = told ? readInstant(told) : null;
  if (at === null)
    throw new DeliveryUnreadable('Shopify does not tell when this refund was made: created_at is missing.');
  const ids = { refundId: shopId(shop, idText(refund.id)), orderId: shopId(shop, orderId) };
  const data = {
    refund_id: ids.refundId,
    order_id: ids.orderId,
    refunded_at: at,
    ...onlyPresent({ reason: refund.note }),
    ...moneyOf(figures),
  };
  return { ...ids, at, data, byAmount: null };
}

function moneyOf({ lines, freight, beside }: RefundFigures): EventData {
  return {
    lines: lines
      .filter(({ quantity, amount, tax }) => ![quantity, amount, tax].every(isZero))
      .map(({ lineId, quantity, ...given }) => ({ line_id: lineId, quantity: plainText(quantity), ...textOf(given) })),
    shipping: isNothing(freight) ? false : textOf(freight),
    ...(isNothing(beside) ? {} : textOf(beside)),
  };
}

function textOf({ amount, tax }: Given): { amount: string; tax_amount: string } {
  return { amount: plainText(amount), tax_amount: plainText(tax) };
}

function isNothing({ amount, tax }: Given): boolean {
  return amount.isZero() && tax.isZero();
}

function isZero(amount: Decimal): boolean {
  return amount.equals(ZERO);
}
