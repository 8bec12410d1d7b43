import { childPath, type Fault } from '../faults.ts';
import { type Decimal, plainText } from '../money.ts';
import type { Order } from '../order.ts';
import { firstOverlongFigure, type InvoiceAmounts, priceOrder, statedTotalFaults } from '../order-amounts.ts';
import { toDecimal } from './decimal-field.ts';
import { type LineInput, MAX_LINES, type OrderInput } from './order-schema.ts';

type Totals = NonNullable<OrderInput['totals']>;

/** The totals that a shop may state, and which figure each one is. */
const TOTALS: readonly (readonly [name: keyof Totals, figure: keyof InvoiceAmounts])[] = [
  ['total_amt', 'totalAmt'],
  ['discount_amount', 'discountAmount'],
  ['subtotal_amount', 'subtotalAmount'],
  ['tax_amount', 'taxAmount'],
  ['shipping_amount', 'shippingAmount'],
  ['shipping_tax_amt', 'shippingTaxAmount'],
  ['total_amount', 'totalAmount'],
];

/** What a schema cannot say about the `data` of an order: how its parts fit each other. */
export function orderFaults(input: OrderInput): Fault[] {
  return [...groupFaults(input), ...lineFaults(input)];
}

function groupFaults({ groups, lines }: OrderInput): Fault[] {
  if (groups && lines) return [{ path: '/data/lines', message: 'Must be left out where there are groups.' }];
  if (!groups && !lines)
    return [{ path: '/data/groups', message: 'Is required, unless lines stand directly in data.' }];
  const count = (groups ?? []).reduce((sum, group) => sum + group.lines.length, 0);
  if (count > MAX_LINES)
    return [
      { path: '/data/groups', message: `Must not hold more than ${MAX_LINES} lines in all: there are ${count}.` },
    ];
  const sold = (lines ?? groups?.flatMap((group) => group.lines) ?? []).some(isSold);
  if (sold) return [];
  return [{ path: lines ? '/data/lines' : '/data/groups', message: 'Must hold a line whose quantity is not 0.' }];
}

/** Whether anything of a line was sold: one of quantity 0 is no position of an invoice. */
export function isSold({ quantity }: LineInput): boolean {
  return !toDecimal(quantity).isZero();
}

function lineFaults(input: OrderInput): Fault[] {
  const firstPaths = new Map<string, string>();
  return linesWithPaths(input).flatMap(([path, line]) => {
    const first = firstPaths.get(line.line_id);
    firstPaths.set(line.line_id, first ?? path);
    const repeated = { path: childPath(path, 'line_id'), message: `Must be unique in the order: ${first} has it too.` };
    return [...(first === undefined ? [] : [repeated]), ...discountFaults(line, childPath(path, 'discount'))];
  });
}

function discountFaults({ discount, list_price }: LineInput, path: string): Fault[] {
  if (!discount) return [];
  const limit = discount.type === 'Percentage' ? 100 : toDecimal(list_price);
  if (toDecimal(discount.value).lte(limit)) return [];
  const message =
    discount.type === 'Percentage' ? 'Must not be more than 100 percent.' : 'Must not be more than the list price.';
  return [{ path: childPath(path, 'value'), message }];
}

function linesWithPaths({ groups, lines }: OrderInput): [path: string, line: LineInput][] {
  const lists = lines ? [{ path: '/data/lines', lines }] : groupLists(groups ?? []);
  return lists.flatMap((list) =>
    list.lines.map((line, index): [string, LineInput] => [childPath(list.path, index), line]),
  );
}

function groupLists(groups: NonNullable<OrderInput['groups']>) {
  return groups.map((group, index) => ({ path: `/data/groups/${index}/lines`, lines: group.lines }));
}

/** Whether the CRM can keep every figure of an order, and whether the totals that the shop states follow from its lines. */
export function amountFaults(order: Order, input: OrderInput): Fault[] {
  const priced = priceOrder(order);
  const overlong = firstOverlongFigure(priced);
  if (overlong !== null)
    return [{ path: '/data', message: `Its amounts are too long for the CRM, first ${overlong}.` }];
  return statedTotalFaults(statedTotals(input.totals ?? {}), priced.invoice).map(({ field, stated, computed }) => ({
    path: childPath('/data/totals', TOTALS.find(([, figure]) => figure === field)?.[0] ?? field),
    message: `Is ${plainText(stated)}, but the lines and the shipping make ${plainText(computed)}.`,
  }));
}

function statedTotals(totals: Totals): ReadonlyMap<keyof InvoiceAmounts, Decimal> {
  return new Map(
    TOTALS.flatMap(([name, figure]) => {
      const stated = totals[name];
      return stated === undefined || stated === null ? [] : [[figure, toDecimal(stated)] as const];
    }),
  );
}
