import { TillbridgeError } from './errors.ts';
import { CRM_SCALE, Decimal, exact, negate, percentage, plainText, roundTo, ZERO } from './money.ts';
import {
  type GroupAmounts,
  groupAmounts,
  type InvoiceAmounts,
  invoiceAmounts,
  type LineAmounts,
  type ShippingAmounts,
} from './order-amounts.ts';

/** A line of a sale or of a return; `key` names it within the order. */
export interface SoldLine {
  readonly key: string;
  readonly amounts: LineAmounts;
}

export interface SoldGroup {
  readonly key: string;
  readonly lines: readonly SoldLine[];
}

/** What was sold, whether worked out here or read back from the CRM. */
export interface SoldOrder {
  /** Decimals of the currency's smallest coin. */
  readonly minorUnits: number;
  readonly groups: readonly SoldGroup[];
  readonly shipping: ShippingAmounts;
}

/** How much of a line is taken back: before this return, and by it. Both positive or 0. */
export interface Taken {
  readonly before: Decimal;
  readonly now: Decimal;
}

export interface ReturnedGroup extends SoldGroup {
  readonly amounts: GroupAmounts;
}

/** The figures of a return: money is negative, discounts positive, quantities and rates positive. Zero is never −0. */
export interface PricedReturn {
  readonly invoice: InvoiceAmounts;
  /** Only groups and lines of which something is taken back, under the keys of the sale. */
  readonly groups: readonly ReturnedGroup[];
}

/** A line of which more would be taken back than was sold; `sold` is 0 for a line that is not in the order. */
export interface OverReturnedLine extends Taken {
  readonly key: string;
  readonly sold: Decimal;
}

/** The refund asks for more than is left of the sale. No later attempt can change that. */
export class ReturnExceedsSale extends TillbridgeError {
  readonly code = 'return_exceeds_sale';
  readonly errorClass = 'permanent';
  readonly lines: readonly OverReturnedLine[];

  constructor(lines: readonly OverReturnedLine[]) {
    const figures = lines.map(
      ({ key, sold, before, now }) =>
        `line ${key}: sold ${plainText(sold)}, returned before ${plainText(before)}, to return ${plainText(now)}`,
    );
    super(`The refund takes back more than was sold (${figures.join('; ')}); correct it in the shop and send it anew.`);
    this.lines = lines;
  }
}

/** The lines of which more would be taken back than was sold. */
export function overReturned(sold: SoldOrder, taken: ReadonlyMap<string, Taken>): OverReturnedLine[] {
  const lines = sold.groups.flatMap((group) => group.lines);
  const quantities = new Map(lines.map((line) => [line.key, line.amounts.quantity]));
  return [...taken]
    .map(([key, { before, now }]) => ({ key, sold: quantities.get(key) ?? ZERO, before, now }))
    .filter((line) => Decimal.add(line.before, line.now).greaterThan(line.sold));
}

/**
 * Works out the figures of a return. However an order is split into returns, and in whatever sequence they come, together
 * they cancel it to the last digit. `shipping`: whether this return gives the freight back.
 * Throws `ReturnExceedsSale` where more would be taken back than was sold.
 */
export function priceReturn(sold: SoldOrder, taken: ReadonlyMap<string, Taken>, shipping: boolean): PricedReturn {
  const excess = overReturned(sold, taken);
  if (excess.length > 0) throw new ReturnExceedsSale(excess);

  const groups: ReturnedGroup[] = [];
  for (const group of sold.groups) {
    const lines: SoldLine[] = [];
    for (const { key, amounts } of group.lines) {
      const quantities = taken.get(key);
      if (quantities === undefined || quantities.now.isZero()) continue;
      lines.push({ key, amounts: returnLine(amounts, quantities, sold.minorUnits) });
    }
    if (lines.length > 0)
      groups.push({ key: group.key, amounts: groupAmounts(lines.map((line) => line.amounts)), lines });
  }
  return {
    invoice: invoiceAmounts(
      groups.map((group) => group.amounts),
      shipping ? returnShipping(sold.shipping) : { amount: ZERO, taxRate: ZERO, taxAmount: ZERO },
    ),
    groups,
  };
}

/** The figures of a return of the whole order with its freight, as if nothing had come back before. */
export function priceWholeReturn(sold: SoldOrder): PricedReturn {
  const lines = sold.groups.flatMap((group) => group.lines);
  return priceReturn(
    sold,
    new Map(lines.map(({ key, amounts }) => [key, { before: ZERO, now: amounts.quantity }])),
    true,
  );
}

function returnShipping(shipping: ShippingAmounts): ShippingAmounts {
  return { amount: negate(shipping.amount), taxRate: shipping.taxRate, taxAmount: negate(shipping.taxAmount) };
}

function returnLine(line: LineAmounts, { before, now }: Taken, minorUnits: number): LineAmounts {
  const after = Decimal.add(before, now);
  const { discount } = line;
  return {
    quantity: exact(now),
    costPrice: line.costPrice === null ? null : negate(line.costPrice),
    listPrice: negate(line.listPrice),
    discount: discount.type === 'Amount' ? { type: 'Amount', value: negate(discount.value) } : discount,
    discountPerUnit: negate(line.discountPerUnit),
    unitPrice: negate(line.unitPrice),
    totalPrice: negate(Decimal.sub(totalOf(line, after), totalOf(line, before))),
    vatRate: exact(line.vatRate),
    // Taxes of parts, each rounded for itself, would not add up: a return gets what the tax grows by from all before it.
    vatAmount: negate(Decimal.sub(vatOf(line, after, minorUnits), vatOf(line, before, minorUnits))),
  };
}

// Lines that others wrote may state figures that do not follow from each other (SuiteCRM's guides show a unit price of 0);
// of those a part gets its share, so that no part is given back with the wrong sign or as nothing.

/** The price of the first `quantity` units of a line. */
function totalOf(line: LineAmounts, quantity: Decimal): Decimal {
  const follows = Decimal.mul(line.unitPrice, line.quantity).equals(line.totalPrice);
  return follows ? Decimal.mul(line.unitPrice, quantity) : share(line.totalPrice, line, quantity, CRM_SCALE);
}

/** The tax on the first `quantity` units of a line: on all of them exactly what was sold with. */
function vatOf(line: LineAmounts, quantity: Decimal, minorUnits: number): Decimal {
  const follows = percentage(line.totalPrice, line.vatRate, minorUnits).equals(line.vatAmount);
  return follows
    ? percentage(totalOf(line, quantity), line.vatRate, minorUnits)
    : share(line.vatAmount, line, quantity, minorUnits);
}

function share(amount: Decimal, line: LineAmounts, quantity: Decimal, decimals: number): Decimal {
  return quantity.equals(line.quantity) ? amount : roundTo(Decimal.mul(amount, quantity).div(line.quantity), decimals);
}
