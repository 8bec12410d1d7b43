import { minorUnits } from './currency.ts';
import { CRM_DIGITS, CRM_SCALE, Decimal, exact, negate, percentage, roundTo, sum, ZERO } from './money.ts';
import type { Discount, Order, OrderLine } from './order.ts';

/** The figures of one line, in the order's currency. Prices are per unit; every amount is without tax; rates are in percent. */
export interface LineAmounts {
  readonly quantity: Decimal;
  /** Null where the shop does not tell what it pays. */
  readonly costPrice: Decimal | null;
  readonly listPrice: Decimal;
  /** As given; no discount is 0 percent. */
  readonly discount: Discount;
  readonly discountPerUnit: Decimal;
  readonly unitPrice: Decimal;
  readonly totalPrice: Decimal;
  readonly vatRate: Decimal;
  readonly vatAmount: Decimal;
}

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

export interface PricedGroup {
  readonly amounts: GroupAmounts;
  readonly lines: readonly LineAmounts[];
}

/** Every figure of an order; groups and lines stand in the order's own sequence. */
export interface PricedOrder {
  readonly invoice: InvoiceAmounts;
  readonly groups: readonly PricedGroup[];
}

/**
 * Works out every figure of an order. Only a tax or a percentage is rounded, half up to the currency's minor unit;
 * everything else is exact.
 */
export function priceOrder(order: Pick<Order, 'currency' | 'groups' | 'shipping'>): PricedOrder {
  const units = minorUnits(order.currency);
  const groups = order.groups.map((group) => {
    const lines = group.lines.map((line) => priceLine(line, units));
    return { amounts: groupAmounts(lines), lines };
  });
  const { amount, taxRate } = order.shipping;
  const shipping = { amount, taxRate, taxAmount: percentage(amount, taxRate, units) };
  return {
    invoice: invoiceAmounts(
      groups.map((group) => group.amounts),
      shipping,
    ),
    groups,
  };
}

function priceLine(line: OrderLine, units: number): LineAmounts {
  const listPrice = exact(line.listPrice);
  const discount: Discount = line.discount ?? { type: 'Percentage', value: ZERO };
  const discountPerUnit =
    discount.type === 'Amount' ? exact(discount.value) : percentage(listPrice, discount.value, units);
  const unitPrice = listPrice.minus(discountPerUnit);
  const totalPrice = unitPrice.times(line.quantity);
  return {
    quantity: exact(line.quantity),
    costPrice: line.cost === null ? null : exact(line.cost),
    listPrice,
    discount: { type: discount.type, value: exact(discount.value) },
    discountPerUnit,
    unitPrice,
    totalPrice,
    vatRate: exact(line.vatRate),
    vatAmount: percentage(totalPrice, line.vatRate, units),
  };
}

/** Sums lines up, of a sale or of a return. */
export function groupAmounts(lines: readonly LineAmounts[]): GroupAmounts {
  const totalAmt = sum(lines.map((line) => Decimal.mul(line.listPrice, line.quantity)));
  const discountAmount = negate(sum(lines.map((line) => Decimal.mul(line.discountPerUnit, line.quantity))));
  const subtotalAmount = totalAmt.plus(discountAmount);
  const taxAmount = sum(lines.map((line) => line.vatAmount));
  return { totalAmt, discountAmount, subtotalAmount, taxAmount, totalAmount: subtotalAmount.plus(taxAmount) };
}

/** Freight with its tax in money, rounded. */
export interface ShippingAmounts {
  readonly amount: Decimal;
  readonly taxRate: Decimal;
  readonly taxAmount: Decimal;
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
    shippingAmount: exact(shipping.amount),
    shippingTaxRate: exact(shipping.taxRate),
    shippingTaxAmount: exact(shipping.taxAmount),
  };
}

/** A total that the shop states and that does not follow from its lines. */
export interface StatedTotalFault {
  readonly field: keyof InvoiceAmounts;
  readonly stated: Decimal;
  readonly computed: Decimal;
}

/** The stated totals that differ from the computed ones by more than 0.01. */
export function statedTotalFaults(
  stated: ReadonlyMap<keyof InvoiceAmounts, Decimal>,
  computed: InvoiceAmounts,
): StatedTotalFault[] {
  return [...stated]
    .map(([field, amount]) => ({ field, stated: amount, computed: computed[field] }))
    .filter((total) => Decimal.sub(total.stated, total.computed).abs().greaterThan('0.01'));
}

/**
 * Names the first figure of an order that the CRM would not keep, such as `groups[0].lines[2].totalPrice`, or null where all fit.
 * Decimals past the sixth do not count: the CRM rounds them off anyway.
 */
export function firstOverlongFigure(order: PricedOrder): string | null {
  for (const [path, amount] of figures(order)) {
    if (roundTo(amount, CRM_SCALE).precision() > CRM_DIGITS) return path;
  }
  return null;
}

function* figures(order: PricedOrder): Generator<readonly [path: string, amount: Decimal]> {
  yield* named('invoice', { ...order.invoice });
  for (const [position, group] of order.groups.entries()) {
    yield* named(`groups[${position}]`, { ...group.amounts });
    for (const [index, line] of group.lines.entries()) {
      yield* named(`groups[${position}].lines[${index}]`, { ...line, discount: line.discount.value });
    }
  }
}

function named(path: string, amounts: Readonly<Record<string, Decimal | null>>): [path: string, amount: Decimal][] {
  return Object.entries(amounts).flatMap(([name, amount]) => (amount === null ? [] : [[`${path}.${name}`, amount]]));
}
