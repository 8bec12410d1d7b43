import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minorUnits } from '../../src/domain/currency.ts';
import { Decimal, plainText, sum, ZERO } from '../../src/domain/money.ts';
import { type InvoiceAmounts, type PricedOrder, priceOrder } from '../../src/domain/order-amounts.ts';
import { type PricedReturn, priceReturn, type SoldOrder, type Taken } from '../../src/domain/return-amounts.ts';
import { anyOrder, decimalOf, lineFigures, scaled, sold } from '../support/domain/amounts.ts';

const FIGURES = [
  'totalAmt',
  'discountAmount',
  'subtotalAmount',
  'taxAmount',
  'totalAmount',
  'shippingAmount',
  'shippingTaxAmount',
] as const satisfies readonly (keyof InvoiceAmounts)[];

/** How a sale comes back: per return and line a share of what is left (in thousandths), and when the shipping does. */
const anySplit = fc.record({
  shares: fc.array(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 12, maxLength: 12 }), { maxLength: 4 }),
  shippingAt: fc.nat(4),
});

interface Split {
  readonly shares: readonly (readonly number[])[];
  readonly shippingAt: number;
}

/** Returns a sale part by part until nothing is left; the last part takes all that is left. */
function returnAll(sale: SoldOrder, split: Split): PricedReturn[] {
  const lines = sale.groups.flatMap((group) => group.lines);
  const before = new Map<string, Decimal>();
  const rounds = [...split.shares, lines.map(() => 1000)];
  return rounds.map((shares, round) => {
    const taken = new Map<string, Taken>();
    for (const [position, { key, amounts }] of lines.entries()) {
      const gone = before.get(key) ?? ZERO;
      const left = scaled(Decimal.sub(amounts.quantity, gone), 6);
      const now = decimalOf((left * BigInt(shares[position] ?? 0)) / 1000n, 6);
      taken.set(key, { before: gone, now });
      before.set(key, gone.plus(now));
    }
    return priceReturn(sale, taken, round === Math.min(split.shippingAt, rounds.length - 1));
  });
}

const soldAndPriced = anyOrder.map((order): { sale: SoldOrder; priced: PricedOrder } => {
  const priced = priceOrder(order);
  return { sale: sold(priced, minorUnits(order.currency)), priced };
});

test('the returns of all parts cancel the order to the digit, however it is split', () => {
  fc.assert(
    fc.property(soldAndPriced, anySplit, ({ sale, priced }, split) => {
      const returns = returnAll(sale, split);
      for (const figure of FIGURES) {
        const rest = sum([priced.invoice[figure], ...returns.map(({ invoice }) => invoice[figure])]);
        expect(plainText(rest), figure).toBe('0');
      }
    }),
    { numRuns: 300 },
  );
});

test('the returns of all parts cancel every line, too', () => {
  fc.assert(
    fc.property(soldAndPriced, anySplit, ({ sale }, split) => {
      const returned = returnAll(sale, split).flatMap(({ groups }) => groups.flatMap((group) => group.lines));
      for (const line of sale.groups.flatMap((group) => group.lines)) {
        const parts = returned.filter((part) => part.key === line.key).map((part) => part.amounts);
        expect(plainText(sum(parts.map((part) => part.quantity)))).toBe(plainText(line.amounts.quantity));
        expect(plainText(sum([line.amounts.totalPrice, ...parts.map((part) => part.totalPrice)]))).toBe('0');
        expect(plainText(sum([line.amounts.vatAmount, ...parts.map((part) => part.vatAmount)]))).toBe('0');
      }
    }),
  );
});

test('lines whose stated total and tax do not follow from their price are cancelled by their parts as well', () => {
  fc.assert(
    fc.property(soldAndPriced, anySplit, fc.nat(99), ({ sale }, split, extra) => {
      const off = decimalOf(BigInt(extra), 2);
      const groups = sale.groups.map(({ key, lines }) => ({
        key,
        lines: lines.map((line) => ({
          key: line.key,
          amounts: {
            ...line.amounts,
            totalPrice: line.amounts.totalPrice.plus(off),
            vatAmount: line.amounts.vatAmount.plus(off),
          },
        })),
      }));
      const returned = returnAll({ ...sale, groups }, split).flatMap((part) =>
        part.groups.flatMap(({ lines }) => lines),
      );
      for (const line of groups.flatMap((group) => group.lines)) {
        const parts = returned.filter((part) => part.key === line.key).map((part) => part.amounts);
        expect(plainText(sum([line.amounts.totalPrice, ...parts.map((part) => part.totalPrice)]))).toBe('0');
        expect(plainText(sum([line.amounts.vatAmount, ...parts.map((part) => part.vatAmount)]))).toBe('0');
      }
    }),
  );
});

test('money of a return is never positive, discounts never negative, and no zero has a sign', () => {
  fc.assert(
    fc.property(soldAndPriced, anySplit, ({ sale }, split) => {
      for (const { invoice, groups } of returnAll(sale, split)) {
        expect(invoice.discountAmount.isNegative()).toBe(false);
        for (const amount of [invoice.totalAmt, invoice.subtotalAmount, invoice.taxAmount, invoice.totalAmount]) {
          expect(amount.isPositive() && !amount.isZero()).toBe(false);
        }
        const lines = groups.flatMap((group) => group.lines.map((line) => line.amounts));
        for (const line of lines) {
          expect(line.quantity.greaterThan(0)).toBe(true);
          expect(line.vatRate.isNegative()).toBe(false);
          expect(line.vatAmount.decimalPlaces()).toBeLessThanOrEqual(sale.minorUnits);
        }
        const sums = [invoice, ...groups.map((group) => group.amounts)].flatMap((amounts) => Object.values(amounts));
        for (const figure of [...sums, ...lines.flatMap(lineFigures)]) {
          expect(plainText(figure)).toMatch(/^-?\d+(\.\d+)?$/);
          expect(figure.isZero() && figure.isNegative()).toBe(false);
        }
      }
    }),
  );
});
