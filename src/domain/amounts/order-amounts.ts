import { CRM_DIGITS, CRM_SCALE, Decimal, negate, roundTo, sum, ZERO } from '../money.ts';
import type { Fee, Order, OrderGroup, OrderLine, Shipping, StatedTax } from '../order.ts';
import {
  type Counting,
  type LineAmounts,
  type LineTotals,
  lineAmounts,
  rateOf,
  type ShippingAmounts,
  taxOn,
  worthOf,
} from './line-amounts.ts';
import { spreadAll } from './spread.ts';

/** The figures of a group: the list prices, the discount with its sign, their sum, the tax, and everything together. */
export interface GroupAmounts {
  readonly totalAmt: Decimal;
  /** Negative in a sale, positive in a return. */
  readonly discountAmount: Decimal;
  readonly subtotalAmount: Decimal;
  readonly taxAmount: Decimal;
  readonly totalAmount: Decimal;
}

/** The figures of an invoice. Its tax holds the tax on shipping, its total the shipping too. */
export interface InvoiceAmounts extends GroupAmounts {
  readonly shippingAmount: Decimal;
  readonly shippingTaxRate: Decimal;
  readonly shippingTaxAmount: Decimal;
}

/** A line of an invoice: what the shop says of it, and its figures. */
export interface PricedLine {
  readonly line: OrderLine;
  readonly amounts: LineAmounts;
}

/** A group of an invoice, with what the shop calls it. */
export interface PricedGroup extends Omit<OrderGroup, 'lines'> {
  readonly amounts: GroupAmounts;
  readonly lines: readonly PricedLine[];
}

/**
 * Every figure of an order, in its own sequence; fees, and what the shop's rounding makes of the total, are service lines of a last group.
 */
export interface PricedOrder {
  readonly invoice: InvoiceAmounts;
  readonly groups: readonly PricedGroup[];
}

/** The part of an order that has a price. */
export type PricedPart = Pick<
  Order,
  'decimals' | 'pricesIncludeTax' | 'groups' | 'discounts' | 'fees' | 'shipping' | 'totals'
>;

/** The name under which the freight stands beside the lines. */
export const FREIGHT = 'shipping';

/** What the shop's rounding changes: taxes by line id, or by `FREIGHT`; and what the invoice is more, or less, beyond its lines. */
export interface Corrections {
  readonly taxes: ReadonlyMap<string, Decimal>;
  readonly rounding: Decimal;
}

const NO_CORRECTIONS: Corrections = { taxes: new Map(), rounding: ZERO };
const FEES = 'Fees';
/** The line id of what the shop's rounding makes of the total. */
export const ROUNDING = 'fee:rounding';

/** How a shop counts unless its totals say otherwise. */
export function usualCounting({ decimals, pricesIncludeTax }: PricedPart): Counting {
  return { decimals, inclusive: pricesIncludeTax, percentagePer: 'unit', taxPer: 'line' };
}

/**
 * Works out every figure of an order. Only a tax, a percentage or a share is rounded, half up; what the shop states in money stands as it
 * is, to the six decimals of the CRM.
 */
export function countOrder(order: PricedPart, counting: Counting, corrections = NO_CORRECTIONS): PricedOrder {
  const shares = discountShares(order, counting);
  const lineOf = (line: OrderLine): PricedLine => {
    const taxed = corrected(line, corrections);
    return { line, amounts: lineAmounts(taxed, shares.get(line.lineId) ?? ZERO, counting) };
  };
  const groups = withFees(order, corrections.rounding).map(({ name, description, lines }) => {
    const priced = lines.map(lineOf);
    return { name, description, lines: priced, amounts: groupAmounts(priced.map(({ amounts }) => amounts.totals)) };
  });
  const shipping = shippingAmounts(order.shipping, counting, corrections.taxes.get(FREIGHT) ?? null);
  return {
    groups,
    invoice: invoiceAmounts(
      groups.map((group) => group.amounts),
      shipping,
    ),
  };
}

/**
 * What the discounts of an order take off each line, in the shop's own terms: off its product lines, one after another, each in proportion
 * to what the ones before have left.
 */
export function discountShares(order: PricedPart, counting: Counting): ReadonlyMap<string, Decimal> {
  if (order.discounts.length === 0) return new Map();
  const lines = order.groups.flatMap((group) => group.lines).filter(({ sku }) => sku !== null);
  const worth = lines.map((line) => worthOf(line, ZERO, counting).left);
  const taken = spreadAll(
    order.discounts.map(({ amount }) => amount),
    worth,
    counting.decimals,
  );
  return new Map(lines.map(({ lineId }, index) => [lineId, taken[index] ?? ZERO]));
}

/** The groups of the invoice: those of the order, and a last one for what it costs beside its lines. */
function withFees({ groups, fees }: PricedPart, rounding: Decimal): readonly OrderGroup[] {
  const untaxed: StatedTax = { by: 'rate', rate: ZERO };
  const rest = rounding.isZero() ? [] : [{ lineId: ROUNDING, name: 'Rounding', amount: rounding, tax: untaxed }];
  const lines = [...fees, ...rest].map(feeLine);
  return lines.length === 0 ? groups : [...groups, { name: FEES, description: '', lines }];
}

function feeLine({ lineId, name, amount, tax }: Fee): OrderLine {
  return {
    lineId,
    sku: null,
    name,
    description: '',
    category: null,
    type: 'Service',
    quantity: new Decimal(1),
    cost: null,
    listPrice: amount,
    discount: null,
    tax,
    url: null,
    image: null,
    marker: null,
  };
}

function corrected(line: OrderLine, { taxes }: Corrections): OrderLine {
  const amount = taxes.get(line.lineId);
  return amount === undefined ? line : { ...line, tax: amountOf(line.tax, amount) };
}

function amountOf({ rate }: StatedTax, amount: Decimal): StatedTax {
  return { by: 'amount', amount, rate };
}

function shippingAmounts({ amount, tax }: Shipping, counting: Counting, correction: Decimal | null): ShippingAmounts {
  const stated = correction === null ? tax : amountOf(tax, correction);
  const taxAmount = taxOn(amount, new Decimal(1), stated, counting);
  const net = counting.inclusive ? Decimal.sub(amount, taxAmount) : amount;
  return { amount: net, taxRate: rateOf(stated, net), taxAmount };
}

/** Sums lines up, of a sale or of a return. */
export function groupAmounts(lines: readonly LineTotals[]): GroupAmounts {
  const subtotalAmount = sum(lines.map((line) => line.net));
  const taxAmount = sum(lines.map((line) => line.tax));
  return {
    totalAmt: sum(lines.map((line) => line.list)),
    discountAmount: negate(sum(lines.map((line) => line.discount))),
    subtotalAmount,
    taxAmount,
    totalAmount: subtotalAmount.plus(taxAmount),
  };
}

/** Sums groups and shipping up, of a sale or of a return. */
export function invoiceAmounts(groups: readonly GroupAmounts[], shipping: ShippingAmounts): InvoiceAmounts {
  const subtotalAmount = sum(groups.map((group) => group.subtotalAmount));
  const taxAmount = sum([...groups.map((group) => group.taxAmount), shipping.taxAmount]);
  return {
    totalAmt: sum(groups.map((group) => group.totalAmt)),
    discountAmount: sum(groups.map((group) => group.discountAmount)),
    subtotalAmount,
    taxAmount,
    totalAmount: sum([subtotalAmount, taxAmount, shipping.amount]),
    shippingAmount: shipping.amount,
    shippingTaxRate: shipping.taxRate,
    shippingTaxAmount: shipping.taxAmount,
  };
}

/**
 * Names the first figure of an order that the CRM would not keep, such as `groups[0].lines[2].net`, or null where all fit. Decimals past
 * the sixth do not count: the CRM rounds them off anyway; nor do figures per unit, which lose decimals instead.
 */
export function firstOverlongFigure(order: PricedOrder): string | null {
  const overlong = [...partsOf(order)].find(({ amounts }) => !Object.values(amounts).every(fits));
  if (overlong === undefined) return null;
  const name = Object.entries(overlong.amounts).find(([, amount]) => !fits(amount))?.[0];
  return `${pathOf(overlong)}.${name}`;
}

function fits(amount: Decimal | null): boolean {
  return amount === null || roundTo(amount, CRM_SCALE).precision() <= CRM_DIGITS;
}

/** The figures of the invoice, of a group or of a line of it, and its place. */
interface PricedPartOfOrder {
  readonly amounts: Readonly<Record<string, Decimal | null>>;
  readonly group?: number;
  readonly line?: number;
}

function* partsOf({ invoice, groups }: PricedOrder): Generator<PricedPartOfOrder> {
  yield { amounts: { ...invoice } };
  for (const [group, { amounts, lines }] of groups.entries()) {
    yield { amounts: { ...amounts }, group };
    for (const [line, { amounts: figures }] of lines.entries()) {
      yield { amounts: { costPrice: figures.costPrice, ...figures.totals }, group, line };
    }
  }
}

function pathOf({ group, line }: PricedPartOfOrder): string {
  if (group === undefined) return 'invoice';
  return line === undefined ? `groups[${group}]` : `groups[${group}].lines[${line}]`;
}
