import { Decimal, plainText, sum, ZERO } from '../../domain/money.ts';
import type { Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import type { Shop } from '../shop.ts';
import type { EventData } from '../told.ts';
import { amountOf, idText, readableText } from './fields.ts';
import { feeAsLine, feeData, type TranslatedPart, translateFee, translateLine } from './order-line.ts';
import type { WooOrder } from './order-shape.ts';

const MOST_DECIMALS = 4;

/** What an order costs, in our words. */
export interface OrderMoney {
  /** `lines`, `fees`, `shipping`, `decimals` and `totals`; null where nothing was sold at all. */
  readonly data: EventData | null;
  readonly warnings: readonly Warning[];
}

/** To how many decimals the shop writes its money, from 0 to 4. */
export function decimalsOf(order: WooOrder): number {
  const lines = (order.line_items ?? []).flatMap(({ subtotal, total, total_tax }) => [subtotal, total, total_tax]);
  const texts = [order.total, order.total_tax, order.shipping_total, order.discount_total, ...lines];
  const decimals = texts.map((text) => (typeof text === 'string' ? (text.trim().split('.')[1]?.length ?? 0) : 0));
  return decimals.reduce((most, next) => Math.min(MOST_DECIMALS, Math.max(most, next)), 0);
}

/** The shop's smallest coin. */
export function coinOf(order: WooOrder): Decimal {
  return new Decimal(1, decimalsOf(order));
}

/** How many parts of an order the shop has rounded each for itself. */
export function roundedParts({ line_items, fee_lines, shipping_lines }: WooOrder): number {
  const count = (line_items ?? []).length + (fee_lines ?? []).length + (shipping_lines ?? []).length;
  return Math.max(1, count);
}

/**
 * All money of an order. The shop rounds what it shows of each part, and once more what they come to from longer figures: a difference of
 * up to one coin for each part is a fee `Rounding`, so that the total and its tax are the shop's to the last digit. What gift cards
 * paid is no part of the shop's total, and is of ours.
 * @throws {DeliveryUnreadable} where the parts do not make the total.
 */
export function orderMoney(order: WooOrder, shop: Shop): OrderMoney {
  const unit = coinOf(order);
  const sold = (order.line_items ?? []).flatMap((line) => translateLine(line, unit, shop) ?? []);
  const ownLines = sold.length > 0;
  const lines = ownLines ? sold : (order.fee_lines ?? []).map(feeAsLine);
  const fees = ownLines ? (order.fee_lines ?? []).map(translateFee) : [];
  const shipping = shippingOf(order);
  const parts = [...lines, ...fees, shipping];
  const [total, tax] = [totalOf(order), amountOf(order.total_tax)];
  const rounding = roundingOf(order, parts, total, tax, unit);
  if (lines.length === 0) return nothingSold(order, total);
  const { net: freight } = shipping;
  const negative = freight.isNegative() ? [feeData('Shipping', freight, shipping.tax)] : [];
  const data = {
    decimals: String(decimalsOf(order)),
    prices_include_tax: false,
    lines: lines.map((part) => part.data),
    fees: [...fees.map((part) => part.data), ...negative, ...rounding],
    shipping: freight.isNegative() ? null : shipping.data,
    totals: { tax_amount: plainText(tax), total_amount: plainText(total) },
  };
  return { data, warnings: parts.flatMap((part) => part.warnings) };
}

/** What the buyer owed, before gift cards. */
function totalOf({ total, gift_cards }: WooOrder): Decimal {
  return Decimal.add(amountOf(total), sum((gift_cards ?? []).map(({ amount }) => amountOf(amount))));
}

/** An order that was begun and holds nothing yet says nothing; one that costs something without a line cannot be told. */
function nothingSold({ id }: WooOrder, total: Decimal): OrderMoney {
  if (total.isZero()) return { data: null, warnings: [] };
  throw new DeliveryUnreadable(`The order ${idText(id)} comes to ${plainText(total)} and has no line and no fee.`);
}

function shippingOf({ shipping_lines }: WooOrder): TranslatedPart {
  const lines = shipping_lines ?? [];
  const net = sum(lines.map(({ total }) => amountOf(total)));
  const tax = sum(lines.map(({ total_tax }) => amountOf(total_tax)));
  const title = lines.map(({ method_title }) => readableText(method_title)).join(', ');
  const data = { amount: plainText(net), tax_amount: plainText(tax), title };
  return { data, net, tax, warnings: [] };
}

/** Fees that make the parts of an order what the shop says that they come to. */
function roundingOf(
  order: WooOrder,
  parts: readonly TranslatedPart[],
  total: Decimal,
  tax: Decimal,
  unit: Decimal,
): EventData[] {
  const nets = sum(parts.map((part) => part.net));
  const taxes = sum(parts.map((part) => part.tax));
  const most = unit.times(roundedParts(order));
  const check = (what: string, stated: Decimal, made: Decimal) => {
    if (Decimal.sub(stated, made).abs().lte(most)) return;
    const figures = `${plainText(stated)}, but its lines, fees and shipping make ${plainText(made)}`;
    throw new DeliveryUnreadable(`The ${what} of the order ${idText(order.id)} is ${figures}.`);
  };
  check('total', total, nets.plus(taxes));
  check('tax', tax, taxes);
  const [ofTax, ofNet] = [Decimal.sub(tax, taxes), Decimal.sub(total, tax).minus(nets)];
  return [
    ...(ofNet.isZero() ? [] : [feeData('Rounding', ofNet)]),
    ...(ofTax.isZero() ? [] : [feeData('Rounding of tax', ZERO, ofTax)]),
  ];
}
