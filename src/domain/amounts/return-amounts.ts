import { Decimal, negate, roundTo, ZERO } from '../money.ts';
import { type LineAmounts, perUnit, type ShippingAmounts, type ShownFigures } from './line-amounts.ts';
import { type GroupAmounts, groupAmounts, type InvoiceAmounts, invoiceAmounts } from './order-amounts.ts';
import { NOTHING, type Share, type Shares, THE_REST, takeShares } from './shares.ts';
import { MONEY, SHIPPING, type SoldGroup, type SoldLine, type SoldOrder } from './sold-order.ts';

export interface ReturnedGroup extends SoldGroup {
  readonly amounts: GroupAmounts;
}

/** The figures of a return: money is negative, discounts positive, quantities and rates positive. Zero is never −0. */
export interface PricedReturn {
  readonly invoice: InvoiceAmounts;
  /**
   * Only groups and lines of which something is taken back, under the keys of the sale; money given back beside them is a line and a group
   * of its own at the end, under the key `MONEY`.
   */
  readonly groups: readonly ReturnedGroup[];
}

/** What people read for money that is given back beside the lines. */
export const REFUND = 'Refund';

/** Works out the figures of the return of these shares of a sale. */
export function priceReturn(sold: SoldOrder, shares: Shares): PricedReturn {
  const groups = [...sold.groups.map((group) => ofSale(group, shares)), ofMoney(shares)].flatMap(
    ({ key, lines }): ReturnedGroup[] =>
      lines.length === 0 ? [] : [{ key, lines, amounts: groupAmounts(lines.map(({ amounts }) => amounts.totals)) }],
  );
  return {
    invoice: invoiceAmounts(
      groups.map((group) => group.amounts),
      returnShipping(sold.shipping, shares.get(SHIPPING)),
    ),
    groups,
  };
}

/** The figures of a return of the whole order with its freight, as if nothing had come back before. */
export function priceWholeReturn(sold: SoldOrder): PricedReturn {
  return priceReturn(sold, takeShares(sold, THE_REST, new Map()));
}

function ofSale({ key, lines }: SoldGroup, shares: Shares): SoldGroup {
  const returned = lines.flatMap((line): SoldLine[] => {
    const share = shares.get(line.key);
    return share === undefined ? [] : [{ ...line, amounts: returnLine(line.amounts, share) }];
  });
  return { key, lines: returned };
}

function ofMoney(shares: Shares): SoldGroup {
  const share = shares.get(MONEY);
  const line = { key: MONEY, name: REFUND };
  return { key: MONEY, lines: share === undefined ? [] : [{ ...line, amounts: moneyLine(share) }] };
}

function returnShipping(sold: ShippingAmounts, share: Share | undefined): ShippingAmounts {
  if (share === undefined) return { amount: ZERO, taxRate: ZERO, taxAmount: ZERO };
  return { amount: negate(share.net), taxRate: sold.taxRate, taxAmount: negate(share.tax) };
}

/** A share of a line; money alone comes back for one of it, since a line of nothing is none. */
function returnLine(line: LineAmounts, share: Share): LineAmounts {
  const quantity = share.quantity.isZero() ? new Decimal(1) : share.quantity;
  return {
    quantity,
    costPrice: line.costPrice === null ? null : negate(line.costPrice),
    totals: returnedTotals(share),
    shown: { ...(isPlain(line, share) ? negated(line.shown) : shownOf(share, quantity)), vatRate: line.shown.vatRate },
  };
}

function moneyLine(share: Share): LineAmounts {
  const quantity = new Decimal(1);
  const vatRate = share.net.isZero() ? ZERO : roundTo(Decimal.div(share.tax, share.net).times(100), 4);
  return {
    quantity,
    costPrice: null,
    totals: returnedTotals(share),
    shown: { ...shownOf(share, quantity), vatRate },
  };
}

function returnedTotals({ list, net, tax }: Share) {
  return { list: negate(list), discount: negate(Decimal.sub(list, net)), net: negate(net), tax: negate(tax) };
}

/** Whether so many units came back for what they were sold for. */
function isPlain({ shown }: LineAmounts, { quantity, net }: Share): boolean {
  return !quantity.isZero() && shown.unitPrice.times(quantity).equals(net);
}

function negated({ listPrice, discount, unitPrice }: ShownFigures): Omit<ShownFigures, 'vatRate'> {
  return {
    listPrice: negate(listPrice),
    discount: discount.type === 'Amount' ? { type: 'Amount', value: negate(discount.value) } : discount,
    unitPrice: negate(unitPrice),
  };
}

function shownOf({ list, net }: Share, quantity: Decimal): Omit<ShownFigures, 'vatRate'> {
  const { discount } = returnedTotals({ ...NOTHING, list, net });
  return {
    listPrice: negate(perUnit(list, quantity)),
    discount: list.equals(net)
      ? { type: 'Percentage', value: ZERO }
      : { type: 'Amount', value: perUnit(discount, quantity) },
    unitPrice: negate(perUnit(net, quantity)),
  };
}
