import { Decimal, negate, roundTo, sum, ZERO } from '../money.ts';
import type { Refund, RefundLine, RefundMoney } from '../refund.ts';
import { type Excess, ReturnExceedsSale } from './return-exceeds-sale.ts';
import { linesOf, MONEY, SHIPPING, type SoldLine, type SoldOrder, taxOf, totalOf } from './sold-order.ts';

/** So much of a line, of the freight or of the money beside them, with the signs of the sale. `list`: before discounts; `net`: after. */
export interface Share {
  readonly quantity: Decimal;
  readonly list: Decimal;
  readonly net: Decimal;
  readonly tax: Decimal;
}

/** Shares by the key of what they are of. */
export type Shares = ReadonlyMap<string, Share>;

export const NOTHING: Share = { quantity: ZERO, list: ZERO, net: ZERO, tax: ZERO };

/** What a refund asks for, its lines by the keys of the sale. */
export interface Wanted extends Pick<Refund, 'shipping' | 'money'> {
  readonly lines: 'rest' | readonly (Omit<RefundLine, 'lineId'> & { readonly key: string })[];
}

/** All that is left of a sale. */
export const THE_REST: Wanted = { lines: 'rest', shipping: 'rest', money: null };

/**
 * What a refund takes of a sale of which others have taken `before`. A share is of what they have left, rounded to the shop's decimals, and
 * whoever takes the last of a thing takes all that is left of it: so parts, in any sequence and however they were stated, cancel the
 * sale to the last digit. Money that was given back beside the lines is set off where everything comes back.
 * @throws {ReturnExceedsSale} where more would be taken than is left, of a line, of the freight or in all; or where nothing is.
 */
export function takeShares(sold: SoldOrder, wanted: Wanted, before: Shares): Shares {
  const excess: Excess[] = [];
  const taken = new Map<string, Share>();
  const take = (key: string, share: Share) => {
    if (!isNothing(share)) taken.set(key, share);
  };
  for (const [line, part] of wantedLines(sold, wanted)) {
    const left = leftOf(line, before.get(line.key) ?? NOTHING);
    if (part === null) {
      take(line.key, left);
      continue;
    }
    const share = shareOf(left, part, sold.decimals);
    excess.push(...excessOf(`line ${line.name}`, line, before.get(line.key) ?? NOTHING, share));
    take(line.key, share);
  }
  take(SHIPPING, freightShare(sold, wanted, before, excess));
  take(MONEY, moneyShare(wanted, before));
  excess.push(...excessInAll(sold, before, taken));
  if (excess.length > 0) throw new ReturnExceedsSale(excess);
  return taken;
}

/** The sum of what several refunds took, by what they took it of. */
export function addShares(all: Iterable<readonly [key: string, share: Share]>): Shares {
  const sums = new Map<string, Share>();
  for (const [key, share] of all) sums.set(key, plus(sums.get(key) ?? NOTHING, share));
  return sums;
}

/** Whether two refunds take the same. */
export function sameShares(one: Shares, other: Shares): boolean {
  const same = (a: Share, b: Share | undefined) =>
    b !== undefined && FIGURES.every((figure) => a[figure].equals(b[figure]));
  return one.size === other.size && [...one].every(([key, share]) => same(share, other.get(key)));
}

/** Of what either of two takes, the greater. */
export function greaterShares(one: Shares, other: Shares): Shares {
  const greater = new Map(one);
  for (const [key, share] of other) greater.set(key, combine(one.get(key) ?? NOTHING, share, farther));
  return greater;
}

function farther(a: Decimal, b: Decimal): Decimal {
  return a.abs().gt(b.abs()) ? a : b;
}

const FIGURES = ['quantity', 'list', 'net', 'tax'] as const;

function isNothing(share: Share): boolean {
  return FIGURES.every((figure) => share[figure].isZero());
}

function plus(one: Share, other: Share): Share {
  return combine(one, other, (a, b) => Decimal.add(a, b));
}

function minus(one: Share, other: Share): Share {
  return combine(one, other, (a, b) => Decimal.sub(a, b));
}

function combine(one: Share, other: Share, by: (a: Decimal, b: Decimal) => Decimal): Share {
  const of = (figure: (typeof FIGURES)[number]) => by(one[figure], other[figure]);
  return { quantity: of('quantity'), list: of('list'), net: of('net'), tax: of('tax') };
}

/** The lines that a refund names, with what it says of each; null = all that is left. */
function wantedLines(sold: SoldOrder, { lines }: Wanted): [SoldLine, Omit<RefundLine, 'lineId'> | null][] {
  if (lines === 'rest') return linesOf(sold).map((line) => [line, null]);
  const parts = new Map(lines.map((part) => [part.key, part]));
  return linesOf(sold).flatMap((line): [SoldLine, Omit<RefundLine, 'lineId'>][] => {
    const part = parts.get(line.key);
    return part === undefined ? [] : [[line, part]];
  });
}

function wholeOf({ amounts: { quantity, totals } }: SoldLine): Share {
  return { quantity, list: totals.list, net: totals.net, tax: totals.tax };
}

function leftOf(line: SoldLine, before: Share): Share {
  return minus(wholeOf(line), before);
}

function shareOf(left: Share, { quantity, amount, taxAmount }: Omit<RefundLine, 'lineId'>, decimals: number): Share {
  const byQuantity = (figure: Decimal) => portion(figure, quantity, left.quantity, decimals);
  const byMoney = (figure: Decimal) =>
    amount === null || left.net.isZero() ? byQuantity(figure) : portion(figure, amount, left.net, decimals);
  return {
    quantity,
    list: byMoney(left.list),
    net: amount ?? byQuantity(left.net),
    tax: taxAmount ?? byMoney(left.tax),
  };
}

/** `part` of `whole` of an amount: all of it for all, nothing of nothing, never more than it. */
function portion(amount: Decimal, part: Decimal, whole: Decimal, decimals: number): Decimal {
  if (whole.isZero() || part.gte(whole)) return part.isZero() ? ZERO : amount;
  const share = roundTo(Decimal.mul(amount, part).div(whole), decimals);
  return share.abs().gt(amount.abs()) ? amount : share;
}

function excessOf(name: string, line: SoldLine, before: Share, now: Share): Excess[] {
  const whole = wholeOf(line);
  return (
    [
      ['quantity', name],
      ['net', `amount of ${name}`],
      ['tax', `tax of ${name}`],
    ] as const
  ).flatMap(([figure, what]) => {
    const [sold, gone, wanted] = [whole[figure], before[figure], now[figure]];
    return isWithin(wanted, Decimal.sub(sold, gone)) ? [] : [{ what, sold, before: gone, now: wanted }];
  });
}

/** Whether so much may be taken of what is left, which may be less than nothing where it lowers the order. */
function isWithin(wanted: Decimal, left: Decimal): boolean {
  return left.isNegative() ? wanted.lte(0) && wanted.gte(left) : wanted.gte(0) && wanted.lte(left);
}

function freightShare(
  { shipping, decimals }: SoldOrder,
  { shipping: wanted }: Wanted,
  taken: Shares,
  excess: Excess[],
): Share {
  const before = taken.get(SHIPPING) ?? NOTHING;
  const left = {
    net: Decimal.sub(shipping.amount, before.net),
    tax: Decimal.sub(shipping.taxAmount, before.tax),
  };
  if (wanted === 'none') return NOTHING;
  const isCharged = !shipping.amount.isZero() || !shipping.taxAmount.isZero();
  const now = typeof wanted === 'string' ? left : freightPart(left, wanted, decimals);
  const nothingLeft = wanted === 'all' && isCharged && left.net.isZero() && left.tax.isZero();
  if (nothingLeft || !isWithin(now.net, left.net)) {
    const asked = nothingLeft ? shipping.amount : now.net;
    excess.push({ what: SHIPPING, sold: shipping.amount, before: before.net, now: asked });
  }
  if (!isWithin(now.tax, left.tax)) {
    excess.push({ what: `tax of ${SHIPPING}`, sold: shipping.taxAmount, before: before.tax, now: now.tax });
  }
  return { quantity: ZERO, list: now.net, ...now };
}

function freightPart(left: { net: Decimal; tax: Decimal }, { amount, taxAmount }: RefundMoney, decimals: number) {
  return { net: amount, tax: taxAmount ?? portion(left.tax, amount, left.net, decimals) };
}

/** Money beside lines and freight; where all comes back, what was given so before is set off. */
function moneyShare({ lines, shipping, money }: Wanted, taken: Shares): Share {
  const { net, tax } = taken.get(MONEY) ?? NOTHING;
  if (lines === 'rest' && shipping === 'rest') {
    return { quantity: ZERO, list: negate(net), net: negate(net), tax: negate(tax) };
  }
  return money === null
    ? NOTHING
    : { quantity: ZERO, list: money.amount, net: money.amount, tax: money.taxAmount ?? ZERO };
}

/** What would be more than the whole sale; nothing at all is refused as well, since nothing is left then. */
function excessInAll(sold: SoldOrder, before: Shares, taken: Shares): Excess[] {
  const moneyOf = (shares: Shares) => sum([...shares.values()].map(({ net, tax }) => net.plus(tax)));
  const taxesOf = (shares: Shares) => sum([...shares.values()].map(({ tax }) => tax));
  const all = { what: 'in all', sold: totalOf(sold), before: moneyOf(before), now: moneyOf(taken) };
  const tax = { what: 'tax in all', sold: taxOf(sold), before: taxesOf(before), now: taxesOf(taken) };
  if (taken.size === 0) return [all];
  return [all, tax].filter(({ sold: whole, before: gone, now }) => Decimal.add(gone, now).gt(whole));
}
