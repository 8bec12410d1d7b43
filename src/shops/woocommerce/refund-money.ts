import { Decimal, negate, plainText, sum, ZERO } from '../../domain/money.ts';
import { DeliveryUnreadable } from '../platform.ts';
import type { EventData } from '../told.ts';
import { amountOf, idText, readableText } from './fields.ts';
import { coinOf, roundedParts } from './order-money.ts';
import type { WooFee, WooLine, WooOrder } from './order-shape.ts';
import { memberOf } from './read-body.ts';
import type { WooRefund, WooRefundPart } from './refund-shape.ts';

/** Money that goes back, positive, without tax and its tax. */
interface Money {
  readonly net: Decimal;
  readonly tax: Decimal;
}

/** So much of one line of the order. */
interface LineBack extends Money {
  readonly lineId: string;
  readonly quantity: Decimal;
  /** It had lowered the order, and is taken back as a whole: what that comes to is not said, since money given back is positive. */
  readonly isLowering: boolean;
}

/** What a refund gives back. */
interface Back {
  readonly lines: readonly LineBack[];
  readonly shipping: Money;
  /** Beside lines and shipping: fees, and what nothing tells of. */
  readonly beside: Money;
}

const NONE: Money = { net: ZERO, tax: ZERO };

/** The parts of `order.refunded` that say what goes back, and how much of it is tax. */
export interface RefundMoneyTold {
  readonly data: EventData;
  readonly tax: Decimal;
}

/**
 * What a refund gives back, in our words; its amount is the shop's to the last digit. `taxBefore`: what the refunds before it took of the
 * order's tax. Null where it gives nothing back.
 * @throws {DeliveryUnreadable} where its lines say another amount than it has.
 */
export function refundMoney(refund: WooRefund, order: WooOrder, taxBefore: Decimal): RefundMoneyTold | null {
  const amount = amountOf(refund.amount).abs();
  if (amount.isZero() && (refund.line_items ?? []).every(isNothing)) return null;
  if (isWhole(refund, order, amount)) return { data: {}, tax: amountOf(order.total_tax) };
  const back = settled(refund, order, withoutExcessTax(backOf(refund, order), order, taxBefore), amount);
  const { lines, shipping, beside } = back;
  const hasShipping = !shipping.net.isZero() || !shipping.tax.isZero();
  const hasBeside = !beside.net.isZero() || !beside.tax.isZero();
  const data = {
    lines: lines.map(lineData),
    shipping: hasShipping ? { amount: plainText(shipping.net), tax_amount: plainText(shipping.tax) } : false,
    ...(hasBeside ? { amount: plainText(beside.net), tax_amount: plainText(beside.tax) } : {}),
  };
  return { data, tax: taxOf(back) };
}

function isNothing({ quantity, total, total_tax }: WooRefundPart): boolean {
  return [quantity, total, total_tax].every((figure) => amountOf(figure).isZero());
}

/** WooCommerce refunds what was set to `refunded` by the amount alone: all of the order, where nothing came back before. */
function isWhole({ line_items, shipping_lines, fee_lines }: WooRefund, order: WooOrder, amount: Decimal): boolean {
  const parts = [...(line_items ?? []), ...(shipping_lines ?? []), ...(fee_lines ?? [])];
  return (
    parts.length === 0 &&
    (order.refunds ?? []).length === 1 &&
    giftCardsOf(order).isZero() &&
    amount.equals(amountOf(order.total))
  );
}

function giftCardsOf({ gift_cards }: WooOrder): Decimal {
  return sum((gift_cards ?? []).map(({ amount }) => amountOf(amount)));
}

function lineData({ lineId, quantity, net, tax, isLowering }: LineBack): EventData {
  const said = { line_id: lineId, quantity: plainText(quantity) };
  return isLowering ? said : { ...said, amount: plainText(net), tax_amount: plainText(tax) };
}

/** What the parts of the refund say, by themselves. */
function backOf(refund: WooRefund, order: WooOrder): Back {
  const lines = new Map<string, LineBack>();
  const beside: Money[] = [];
  const ordered = new Map((order.line_items ?? []).map((line) => [idText(line.id), line]));
  for (const part of refund.line_items ?? []) {
    if (isNothing(part)) continue;
    const [lineId, money] = [itemOf(part), moneyOf(part)];
    if (lineId === null) {
      beside.push(money);
      continue;
    }
    const before = lines.get(lineId);
    const quantity = Decimal.add(before?.quantity ?? ZERO, amountOf(part.quantity).abs());
    const all = plus(before ?? NONE, money);
    lines.set(lineId, { lineId, quantity, ...all, isLowering: lowers(refund, all, quantity, ordered.get(lineId)) });
  }
  for (const [lineId, money] of feesOf(refund, order)) {
    if (lineId === null) beside.push(money);
    else lines.set(lineId, { lineId, quantity: new Decimal(1), ...money, isLowering: true });
  }
  const shipping = (refund.shipping_lines ?? []).map(moneyOf).reduce(plus, NONE);
  return { lines: [...lines.values()], shipping, beside: beside.reduce(plus, NONE) };
}

function moneyOf({ total, total_tax }: WooRefundPart): Money {
  return { net: negate(amountOf(total)), tax: negate(amountOf(total_tax)) };
}

function plus(one: Money, other: Money): Money {
  return { net: one.net.plus(other.net), tax: one.tax.plus(other.tax) };
}

/** The id of the order's item that a part is of; null where it does not tell. */
function itemOf({ meta_data }: WooRefundPart): string | null {
  const entries: readonly unknown[] = Array.isArray(meta_data) ? meta_data : [];
  const entry = entries.find((candidate) => memberOf(candidate, 'key') === '_refunded_item_id');
  const id = readableText(memberOf(entry, 'value'));
  return /^\d{1,20}$/.test(id) ? id : null;
}

/** Whether a line that had lowered the order is taken back; only as a whole can that be told. */
function lowers(refund: WooRefund, { net, tax }: Money, quantity: Decimal, line: WooLine | undefined): boolean {
  if (!net.isNegative() && !tax.isNegative()) return false;
  const isAll =
    line !== undefined &&
    amountOf(line.total).equals(net) &&
    amountOf(line.total_tax).equals(tax) &&
    amountOf(line.quantity).abs().equals(quantity);
  if (!isAll) throw notToBeTold(refund, net.plus(tax));
  return true;
}

function notToBeTold({ id }: WooRefund, money: Decimal): DeliveryUnreadable {
  const what = `takes ${plainText(negate(money))} back into the order for a part of an item that had lowered it`;
  return new DeliveryUnreadable(`The refund ${idText(id)} ${what}, which a return cannot say.`);
}

/** The fees that come back: those that had lowered the order by the id of their line, all others as money. */
function feesOf(refund: WooRefund, order: WooOrder): [lineId: string | null, money: Money][] {
  const fees = new Map((order.fee_lines ?? []).map((fee, index) => [idText(fee.id), { fee, index }]));
  const hasLines = (order.line_items ?? []).length > 0;
  return (refund.fee_lines ?? []).map((part): [string | null, Money] => {
    const [item, money] = [itemOf(part), moneyOf(part)];
    if (!money.net.isNegative() && !money.tax.isNegative()) return [null, money];
    const found = item === null ? undefined : fees.get(item);
    if (item === null || found === undefined || !isAllOf(found.fee, money)) {
      throw notToBeTold(refund, money.net.plus(money.tax));
    }
    return [hasLines ? `fee:${found.index + 1}` : item, money];
  });
}

function isAllOf(fee: WooFee, { net, tax }: Money): boolean {
  return amountOf(fee.total).equals(net) && amountOf(fee.total_tax).equals(tax);
}

function taxOf({ lines, shipping, beside }: Back): Decimal {
  return sum([...lines.map(({ tax }) => tax), shipping.tax, beside.tax]);
}

function sumOf({ lines, shipping, beside }: Back): Decimal {
  return sum([...lines, shipping, beside].map(({ net, tax }) => net.plus(tax)));
}

/** How far the shop's rounding may be off over all parts of an order. */
function tolerance(order: WooOrder): Decimal {
  return coinOf(order).times(roundedParts(order));
}

/** The taxes of the parts, each rounded, may come to a coin more than the order's tax: that much goes back without being called tax. */
function withoutExcessTax(back: Back, order: WooOrder, taxBefore: Decimal): Back {
  const excess = taxOf(back).plus(taxBefore).minus(amountOf(order.total_tax));
  if (excess.lte(0) || excess.gt(tolerance(order))) return back;
  const { back: less, left } = lowered(back, excess, 'tax');
  return { ...less, beside: plus(less.beside, { net: excess.minus(left), tax: ZERO }) };
}

/** Takes so much off one figure: of what stands beside the lines, of the greatest lines, of shipping. `left`: what they could not give. */
function lowered(back: Back, off: Decimal, figure: 'net' | 'tax'): { back: Back; left: Decimal } {
  let left = off;
  const less = <Part extends Money>(part: Part): Part => {
    const piece = Decimal.max(ZERO, Decimal.min(left, part[figure]));
    left = left.minus(piece);
    return piece.isZero() ? part : { ...part, [figure]: part[figure].minus(piece) };
  };
  const beside = less(back.beside);
  const greatestFirst = back.lines
    .filter(({ isLowering }) => !isLowering)
    .sort((a, b) => b[figure].comparedTo(a[figure]));
  const changed = new Map(greatestFirst.map((line) => [line.lineId, less(line)]));
  const lines = back.lines.map((line) => changed.get(line.lineId) ?? line);
  return { back: { lines, shipping: less(back.shipping), beside }, left };
}

/** The amount of a refund rules: what its parts do not tell of is money beside them; what they say more may be rounding. */
function settled(refund: WooRefund, order: WooOrder, back: Back, amount: Decimal): Back {
  const made = sumOf(back);
  const rest = amount.minus(made);
  if (back.shipping.net.isNegative() || back.shipping.tax.isNegative()) throw notToBeTold(refund, sumOf(back));
  if (!rest.isNegative()) return besideSound(refund, { ...back, beside: plus(back.beside, { net: rest, tax: ZERO }) });
  // The rest went back to the cards: they had paid for it.
  if (rest.abs().lte(giftCardsOf(order))) return besideSound(refund, back);
  if (rest.abs().gt(tolerance(order))) {
    const figures = `${plainText(amount)}, but its lines, fees and shipping make ${plainText(made)}`;
    throw new DeliveryUnreadable(`The amount of the refund ${idText(refund.id)} is ${figures}.`);
  }
  const { back: less, left } = lowered(back, rest.abs(), 'net');
  return besideSound(refund, { ...less, beside: { ...less.beside, net: less.beside.net.minus(left) } });
}

function besideSound(refund: WooRefund, back: Back): Back {
  if (back.beside.net.isNegative() || back.beside.tax.isNegative()) {
    throw notToBeTold(refund, back.beside.net.plus(back.beside.tax));
  }
  return back;
}
