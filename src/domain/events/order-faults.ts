import {
  discountShares,
  firstOverlongFigure,
  type PricedOrder,
  ROUNDING,
  usualCounting,
} from '../amounts/order-amounts.ts';
import { beyondRounding } from '../amounts/shop-rounding.ts';
import { childPath, type Fault } from '../faults.ts';
import { type Decimal, plainText, sum, ZERO } from '../money.ts';
import { MAX_LINES, type Order } from '../order.ts';
import { isSold, type LineInput, lineFaults } from './order-line.ts';
import { feeLineId, totalPath } from './order-money.ts';
import type { OrderInput } from './order-schema.ts';

/** What a schema cannot say about the `data` of an order: how its parts fit each other. */
export function orderFaults(input: OrderInput): Fault[] {
  return [...groupFaults(input), ...faultsOfLines(input)];
}

function groupFaults({ groups, lines }: OrderInput): Fault[] {
  if (groups && lines) return [{ path: '/data/lines', message: 'Must be left out where there are groups.' }];
  if (!groups && !lines)
    return [{ path: '/data/groups', message: 'Is required, unless lines stand directly in data.' }];
  const count = (groups ?? []).reduce((total, group) => total + group.lines.length, 0);
  if (count > MAX_LINES)
    return [
      { path: '/data/groups', message: `Must not hold more than ${MAX_LINES} lines in all: there are ${count}.` },
    ];
  const sold = (lines ?? groups?.flatMap((group) => group.lines) ?? []).some(isSold);
  if (sold) return [];
  return [{ path: lines ? '/data/lines' : '/data/groups', message: 'Must hold a line whose quantity is not 0.' }];
}

function faultsOfLines(input: OrderInput): Fault[] {
  const first = new Map<string, PlacedLine | string>(feePaths(input));
  return placedLines(input).flatMap((placed) => {
    const { line } = placed;
    const earlier = first.get(line.line_id);
    if (earlier === undefined) first.set(line.line_id, placed);
    const faults = lineFaults(line);
    if (earlier === undefined && faults.length === 0) return [];
    const path = pathOf(placed);
    const ofLine = faults.map(({ path: within, message }) => ({ path: path + within, message }));
    if (earlier === undefined) return ofLine;
    const where = typeof earlier === 'string' ? earlier : pathOf(earlier);
    return [{ path: `${path}/line_id`, message: `Must be unique in the order: ${where} has it too.` }, ...ofLine];
  });
}

/** A line and its place: in a group, or in none. */
interface PlacedLine {
  readonly line: LineInput;
  readonly group: number | null;
  readonly index: number;
}

function placedLines({ groups, lines }: OrderInput): PlacedLine[] {
  if (lines) return lines.map((line, index) => ({ line, group: null, index }));
  return (groups ?? []).flatMap((group, at) => group.lines.map((line, index) => ({ line, group: at, index })));
}

function pathOf({ group, index }: PlacedLine): string {
  return group === null ? `/data/lines/${index}` : `/data/groups/${group}/lines/${index}`;
}

/** What only shows once the order was counted: figures that cannot be, that the CRM cannot keep, or that the totals deny. */
export function amountFaults(input: OrderInput, order: Order, priced: PricedOrder): Fault[] {
  const overlong = firstOverlongFigure(priced);
  if (overlong !== null)
    return [{ path: '/data', message: `Its amounts are too long for the CRM, first ${overlong}.` }];
  const faults = [...discountFaults(order), ...taxFaults(input, order, priced)];
  return faults.length > 0 ? faults : [...totalFaults(order, priced), ...negativeTotal(priced)];
}

function discountFaults(order: Order): Fault[] {
  if (order.discounts.length === 0) return [];
  const off = sum(order.discounts.map(({ amount }) => amount));
  const spread = sum(discountShares(order, usualCounting(order)).values());
  if (off.equals(spread)) return [];
  const message = `Take off ${plainText(off)}, but the lines of products come to ${plainText(spread)}.`;
  return [{ path: '/data/discounts', message }];
}

/** A tax of a part that is greater than the part, or of the other sign; what is free may still bear a levy. */
function taxFaults(input: OrderInput, { pricesIncludeTax, shipping }: Order, { groups }: PricedOrder): Fault[] {
  const stated = groups.flatMap(({ lines }) => lines.filter(({ line }) => line.tax.by === 'amount'));
  const paths = stated.length === 0 ? new Map<string, string>() : linePaths(input);
  const ofLines = stated.flatMap(({ line, amounts: { totals } }) => {
    const price = pricesIncludeTax ? totals.net.plus(totals.tax) : totals.list;
    return taxFault(paths.get(line.lineId) ?? '/data', price, totals.tax, pricesIncludeTax);
  });
  const freight = shipping.tax.by === 'amount' ? shipping.tax.amount : ZERO;
  return [...ofLines, ...taxFault('/data/shipping', shipping.amount, freight, pricesIncludeTax)];
}

function taxFault(path: string, price: Decimal, tax: Decimal, inclusive: boolean): Fault[] {
  const opposed = !tax.isZero() && !price.isZero() && tax.isNegative() !== price.isNegative();
  const levy = price.isZero() && !inclusive;
  if (!opposed && (levy || tax.abs().lte(price.abs()))) return [];
  const message = `Is ${plainText(tax)}, more than what it is the tax on, ${plainText(price)}.`;
  return [{ path: childPath(path, 'tax_amount'), message }];
}

function linePaths(input: OrderInput): Map<string, string> {
  return new Map([
    ...placedLines(input).map((placed): [string, string] => [placed.line.line_id, pathOf(placed)]),
    ...feePaths(input),
  ]);
}

function feePaths({ fees }: OrderInput): [lineId: string, path: string][] {
  return [
    [ROUNDING, 'the rounding of the total'],
    ...(fees ?? []).map((_, index): [string, string] => [feeLineId(index), `/data/fees/${index}`]),
  ];
}

function totalFaults(order: Order, priced: PricedOrder): Fault[] {
  return beyondRounding(order, priced).map(({ name, stated, computed }) => ({
    path: totalPath(name),
    message: `Is ${plainText(stated)}, but the lines and the shipping make ${plainText(computed)}.`,
  }));
}

function negativeTotal({ invoice: { totalAmount } }: PricedOrder): Fault[] {
  if (!totalAmount.isNegative()) return [];
  return [{ path: '/data', message: `Comes to ${plainText(totalAmount)}: an order must not come to less than 0.` }];
}
