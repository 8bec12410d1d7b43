import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InvoiceAmounts, PricedOrder } from '../../../src/domain/amounts/order-amounts.ts';
import { type PricedReturn, priceReturn } from '../../../src/domain/amounts/return-amounts.ts';
import { ReturnExceedsSale } from '../../../src/domain/amounts/return-exceeds-sale.ts';
import { addShares, type Share, THE_REST, takeShares, type Wanted } from '../../../src/domain/amounts/shares.ts';
import { priceOrder } from '../../../src/domain/amounts/shop-rounding.ts';
import { linesOf, type SoldOrder, totalOf } from '../../../src/domain/amounts/sold-order.ts';
import { Decimal, plainText, roundTo, sum } from '../../../src/domain/money.ts';
import { anyShopOrder, decimalOf, lineFigures, scaled, sold } from '../../support/domain/amounts.ts';

const FIGURES = [
  'totalAmt',
  'discountAmount',
  'subtotalAmount',
  'taxAmount',
  'totalAmount',
  'shippingAmount',
  'shippingTaxAmount',
] as const satisfies readonly (keyof InvoiceAmounts)[];

/** A refund in thousandths of what is left: of each line, with or without stating the money, of the freight, of money beside them. */
const anyPart = fc.record({
  quantities: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 16, maxLength: 16 }),
  states: fc.array(fc.constantFrom('nothing', 'amount', 'tax', 'both'), { minLength: 16, maxLength: 16 }),
  freight: fc.constantFrom('none', 'all', 'some'),
  money: fc.integer({ min: 0, max: 300 }),
});
type Part = typeof anyPart extends fc.Arbitrary<infer Value> ? Value : never;

interface Returned {
  readonly returns: readonly PricedReturn[];
  readonly taken: readonly (readonly [string, Share])[];
}

/** Returns a sale part by part, leaving out what would be too much, then the rest of it. */
function returnAll(sale: SoldOrder, parts: readonly Part[]): Returned {
  const taken: (readonly [string, Share])[] = [];
  const returns: PricedReturn[] = [];
  for (const wanted of [...parts, null]) {
    try {
      const before = addShares(taken);
      const shares = takeShares(sale, wanted === null ? THE_REST : wantedOf(sale, before, wanted), before);
      taken.push(...shares);
      returns.push(priceReturn(sale, shares));
    } catch (error) {
      if (!(error instanceof ReturnExceedsSale)) throw error;
    }
  }
  return { returns, taken };
}

function wantedOf(sale: SoldOrder, before: ReadonlyMap<string, Share>, part: Part): Wanted {
  const lines = linesOf(sale).map(({ key, amounts: { quantity, totals } }, index) => {
    const gone = before.get(key);
    const left = scaled(Decimal.sub(quantity, gone?.quantity ?? 0), 6);
    const share = BigInt(part.quantities[index] ?? 0);
    const states = part.states[index];
    const ofMoney = (amount: Decimal, of: Decimal | undefined) =>
      roundTo(
        Decimal.sub(amount, of ?? 0)
          .times(Number(share))
          .div(1100),
        sale.decimals,
      );
    return {
      key,
      quantity: decimalOf((left * share) / 1000n, 6),
      amount: states === 'amount' || states === 'both' ? ofMoney(totals.net, gone?.net) : null,
      taxAmount: states === 'tax' || states === 'both' ? ofMoney(totals.tax, gone?.tax) : null,
    };
  });
  const freightLeft = Decimal.sub(sale.shipping.amount, before.get('shipping')?.net ?? 0);
  const some = { amount: roundTo(freightLeft.div(2), 6), taxAmount: null };
  const money = roundTo(totalOf(sale).times(part.money).div(10_000), sale.decimals);
  return {
    lines: lines.filter(({ quantity, amount, taxAmount }) =>
      [quantity, amount, taxAmount].some((figure) => figure !== null && !figure.isZero()),
    ),
    shipping: part.freight === 'some' ? some : part.freight,
    money: money.gt(0) ? { amount: money, taxAmount: null } : null,
  };
}

const anyParts = fc.array(anyPart, { maxLength: 4 });
const soldAndPriced = anyShopOrder
  .map((order): { sale: SoldOrder; priced: PricedOrder } => {
    const priced = priceOrder(order);
    return { sale: sold(priced, order.decimals), priced };
  })
  .filter(({ priced }) => priced.invoice.totalAmount.gt(0));

test('parts however they are stated, and the rest, cancel the order to the digit', () => {
  fc.assert(
    fc.property(soldAndPriced, anyParts, ({ sale, priced }, parts) => {
      const { returns } = returnAll(sale, parts);
      for (const figure of FIGURES) {
        const rest = sum([priced.invoice[figure], ...returns.map(({ invoice }) => invoice[figure])]);
        expect(plainText(rest), figure).toBe('0');
      }
    }),
    { numRuns: 400 },
  );
});

test('they cancel every line, too', () => {
  fc.assert(
    fc.property(soldAndPriced, anyParts, ({ sale }, parts) => {
      const { taken } = returnAll(sale, parts);
      for (const { key, amounts } of linesOf(sale)) {
        const ofLine = taken.filter(([of]) => of === key).map(([, share]) => share);
        expect(plainText(sum(ofLine.map((share) => share.quantity)))).toBe(plainText(amounts.quantity));
        for (const figure of ['list', 'net', 'tax'] as const) {
          expect(plainText(sum(ofLine.map((share) => share[figure]))), figure).toBe(plainText(amounts.totals[figure]));
        }
      }
    }),
  );
});

test('never more comes back than was sold, and no zero has a sign', () => {
  fc.assert(
    fc.property(soldAndPriced, anyParts, ({ sale, priced }, parts) => {
      let left = priced.invoice.totalAmount;
      for (const { invoice, groups } of returnAll(sale, parts).returns) {
        left = left.plus(invoice.totalAmount);
        expect(left.gte(0)).toBe(true);
        const lines = groups.flatMap((group) => group.lines.map((line) => line.amounts));
        const sums = [invoice, ...groups.map((group) => group.amounts)].flatMap((amounts) => Object.values(amounts));
        for (const figure of [...sums, ...lines.flatMap(lineFigures)]) {
          expect(plainText(figure)).toMatch(/^-?\d+(\.\d+)?$/);
          expect(figure.isZero() && figure.isNegative()).toBe(false);
        }
        for (const { quantity } of lines) expect(quantity.gt(0)).toBe(true);
      }
    }),
  );
});
