import fc from 'fast-check';
import { expect, test } from 'vitest';
import { worthOf } from '../../../src/domain/amounts/line-amounts.ts';
import { usualCounting } from '../../../src/domain/amounts/order-amounts.ts';
import { priceOrder } from '../../../src/domain/amounts/shop-rounding.ts';
import { Decimal, plainText, sum, ZERO } from '../../../src/domain/money.ts';
import type { OrderLine } from '../../../src/domain/order.ts';
import {
  anyOrder,
  anyShopOrder,
  divideHalfUp,
  group,
  line,
  lineFigures,
  order,
  type PricedPart,
  scaled,
  texts,
} from '../../support/domain/amounts.ts';

// A second calculation of the same order in integers: 10^-6 for what the shop sends and for all results.
const MICRO = 10n ** 6n;

const percentOf = (amount: bigint, rate: bigint, decimals: number, base = 100n * MICRO) =>
  divideHalfUp(amount * rate, base, 6 - decimals);

function integerLine(line: OrderLine, decimals: number) {
  const [listPrice, quantity] = [scaled(line.listPrice, 6), scaled(line.quantity, 6)];
  const value = line.discount === null ? 0n : scaled(line.discount.value, 6);
  const times = (price: bigint) => divideHalfUp(price * quantity, MICRO, 0);
  const perUnit = line.discount?.type === 'Percentage' ? percentOf(listPrice, value, decimals) : value;
  const off = line.discount?.type === 'Total' ? value : times(perUnit);
  const list = times(listPrice);
  const net = list - off;
  return { list, off, net, tax: percentOf(net, scaled(line.tax.rate ?? ZERO, 6), decimals) };
}

function integerInvoice({ decimals, groups, shipping }: PricedPart) {
  const lines = groups.flatMap((group) => group.lines).map((line) => integerLine(line, decimals));
  const all = (figure: 'list' | 'off' | 'net' | 'tax') => lines.reduce((total, line) => total + line[figure], 0n);
  const freight = scaled(shipping.amount, 6);
  const freightTax = percentOf(freight, scaled(shipping.tax.rate ?? ZERO, 6), decimals);
  return {
    totalAmt: all('list'),
    discountAmount: -all('off'),
    subtotalAmount: all('net'),
    taxAmount: all('tax') + freightTax,
    totalAmount: all('net') + all('tax') + freightTax + freight,
    shippingAmount: freight,
    shippingTaxAmount: freightTax,
  };
}

test('every invoice figure is the one that integer arithmetic gives', () => {
  fc.assert(
    fc.property(anyOrder, (order) => {
      const { shippingTaxRate, ...figures } = priceOrder(order).invoice;
      expect(shippingTaxRate.equals(order.shipping.tax.rate ?? ZERO)).toBe(true);
      const inIntegers = Object.entries(figures).map(([name, amount]) => [name, scaled(amount, 6)]);
      expect(Object.fromEntries(inIntegers)).toEqual(integerInvoice(order));
    }),
  );
});

test('sums hold at every level, whatever the shop states', () => {
  fc.assert(
    fc.property(anyShopOrder, (order) => {
      const { invoice, groups } = priceOrder(order);
      for (const { amounts, lines } of groups) {
        const totals = lines.map((line) => line.amounts.totals);
        for (const { list, discount, net } of totals) expect(plainText(net)).toBe(plainText(list.minus(discount)));
        expect(plainText(amounts.subtotalAmount)).toBe(plainText(sum(totals.map(({ net }) => net))));
        expect(plainText(amounts.taxAmount)).toBe(plainText(sum(totals.map(({ tax }) => tax))));
        expect(plainText(amounts.totalAmount)).toBe(plainText(amounts.subtotalAmount.plus(amounts.taxAmount)));
        expect(plainText(amounts.totalAmt.plus(amounts.discountAmount))).toBe(plainText(amounts.subtotalAmount));
      }
      const shipping = invoice.shippingAmount.plus(invoice.shippingTaxAmount);
      const together = sum([...groups.map((group) => group.amounts.totalAmount), shipping]);
      expect(plainText(invoice.totalAmount)).toBe(plainText(together));
    }),
  );
});

test('a shop whose prices hold the tax is paid what it shows', () => {
  fc.assert(
    fc.property(anyShopOrder, (order) => {
      const inclusive = { ...order, pricesIncludeTax: true };
      const counting = usualCounting(inclusive);
      const lines = inclusive.groups.flatMap((group) => group.lines);
      const off = sum(inclusive.discounts.map(({ amount }) => amount));
      const shown = sum([
        ...lines.map((line) => worthOf(line, ZERO, counting).left),
        ...inclusive.fees.map(({ amount }) => amount),
        inclusive.shipping.amount,
      ]).minus(off);
      expect(plainText(priceOrder(inclusive).invoice.totalAmount)).toBe(plainText(shown));
    }),
  );
});

test('what costs a whole number of coins with its tax costs the same whether prices hold it or not', () => {
  const price = fc.record({
    net: fc.integer({ min: 0, max: 10_000_000 }),
    rate: fc.constantFrom('5', '10', '20', '25'),
    quantity: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(price, { minLength: 1, maxLength: 6 }), (prices) => {
      const figures = (inclusive: boolean) => {
        const lines = prices.map(({ net, rate, quantity }) => {
          // A net price in units in which the tax is a whole number of cents.
          const exclusive = new Decimal(net).div(5);
          const gross = exclusive.times(new Decimal(100).plus(rate)).div(100);
          return line({ quantity: `${quantity}`, list: (inclusive ? gross : exclusive).toFixed(), vat: rate });
        });
        return priceOrder(order('EUR', [group(...lines)], '0', '0', { pricesIncludeTax: inclusive })).invoice;
      };
      expect(texts(figures(true))).toEqual(texts(figures(false)));
    }),
  );
});

test('no figure has more decimals than the CRM keeps, a tax more than the shop counts, none an exponent or a minus before zero', () => {
  fc.assert(
    fc.property(anyShopOrder, (order) => {
      const { invoice, groups } = priceOrder(order);
      const lines = groups.flatMap((group) => group.lines.map(({ amounts }) => amounts));
      for (const { totals } of lines) expect(totals.tax.decimalPlaces()).toBeLessThanOrEqual(order.decimals);
      const figures = [invoice, ...groups.map((group) => group.amounts)].flatMap((amounts) => Object.values(amounts));
      for (const figure of [...figures, ...lines.flatMap(lineFigures)]) {
        expect(plainText(figure)).toMatch(/^-?\d+(\.\d{1,6})?$/);
        expect(figure.isZero() && figure.isNegative()).toBe(false);
      }
    }),
  );
});

test('the sequence of lines and groups does not matter', () => {
  fc.assert(
    fc.property(anyOrder, (order) => {
      const reversed = order.groups.map((group) => ({ ...group, lines: group.lines.toReversed() })).toReversed();
      const there = priceOrder(order);
      const back = priceOrder({ ...order, groups: reversed });
      expect(texts(back.invoice)).toEqual(texts(there.invoice));
      expect(back.groups.toReversed().map((group) => texts(group.amounts))).toEqual(
        there.groups.map((group) => texts(group.amounts)),
      );
    }),
  );
});
