import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minorUnits } from '../../src/domain/currency.ts';
import { plainText, sum } from '../../src/domain/money.ts';
import type { OrderLine } from '../../src/domain/order.ts';
import { priceOrder } from '../../src/domain/order-amounts.ts';
import { anyOrder, divideHalfUp, lineFigures, type PricedPart, scaled, texts } from '../support/domain/amounts.ts';

// A second calculation of the same order in integers: 10^-6 for what the shop sends, 10^-12 for prices × quantities and all results.
const MICRO = 10n ** 6n;

const percentOf = (amount: bigint, scale: number, rate: bigint, units: number) =>
  divideHalfUp(amount * rate, 100n * MICRO, scale - units);

function integerLine(line: OrderLine, units: number) {
  const list = scaled(line.listPrice, 6);
  const quantity = scaled(line.quantity, 6);
  const value = line.discount === null ? 0n : scaled(line.discount.value, 6);
  const off = line.discount?.type === 'Amount' ? value : percentOf(list, 6, value, units);
  const total = (list - off) * quantity;
  return {
    list: list * quantity,
    off: off * quantity,
    total,
    vat: percentOf(total, 12, scaled(line.vatRate, 6), units),
  };
}

function integerInvoice(order: PricedPart) {
  const units = minorUnits(order.currency);
  const lines = order.groups.flatMap((group) => group.lines).map((line) => integerLine(line, units));
  const all = (figure: 'list' | 'off' | 'total' | 'vat') => lines.reduce((total, line) => total + line[figure], 0n);
  const shipping = scaled(order.shipping.amount, 12);
  const shippingTax = percentOf(shipping, 12, scaled(order.shipping.taxRate, 6), units);
  return {
    totalAmt: all('list'),
    discountAmount: -all('off'),
    subtotalAmount: all('total'),
    taxAmount: all('vat') + shippingTax,
    totalAmount: all('total') + all('vat') + shippingTax + shipping,
    shippingAmount: shipping,
    shippingTaxAmount: shippingTax,
  };
}

test('every invoice figure is the one that integer arithmetic gives', () => {
  fc.assert(
    fc.property(anyOrder, (order) => {
      const { shippingTaxRate, ...figures } = priceOrder(order).invoice;
      expect(shippingTaxRate.equals(order.shipping.taxRate)).toBe(true);
      const inIntegers = Object.entries(figures).map(([name, amount]) => [name, scaled(amount, 12)]);
      expect(Object.fromEntries(inIntegers)).toEqual(integerInvoice(order));
    }),
  );
});

test('sums hold at every level', () => {
  fc.assert(
    fc.property(anyOrder, (order) => {
      const { invoice, groups } = priceOrder(order);
      for (const { amounts, lines } of groups) {
        expect(plainText(amounts.subtotalAmount)).toBe(plainText(sum(lines.map((line) => line.totalPrice))));
        expect(plainText(amounts.taxAmount)).toBe(plainText(sum(lines.map((line) => line.vatAmount))));
        expect(plainText(amounts.totalAmount)).toBe(plainText(amounts.subtotalAmount.plus(amounts.taxAmount)));
        expect(plainText(amounts.totalAmt.plus(amounts.discountAmount))).toBe(plainText(amounts.subtotalAmount));
      }
      const shipping = invoice.shippingAmount.plus(invoice.shippingTaxAmount);
      const together = sum([...groups.map((group) => group.amounts.totalAmount), shipping]);
      expect(plainText(invoice.totalAmount)).toBe(plainText(together));
    }),
  );
});

test('no figure has more decimals than what it is made of, an exponent, or a minus before zero', () => {
  fc.assert(
    fc.property(anyOrder, (order) => {
      const units = minorUnits(order.currency);
      const { invoice, groups } = priceOrder(order);
      const lines = groups.flatMap((group) => group.lines);
      for (const line of lines) {
        expect(line.vatAmount.decimalPlaces()).toBeLessThanOrEqual(units);
        const unitDecimals = Math.max(line.listPrice.decimalPlaces(), line.discountPerUnit.decimalPlaces());
        expect(line.unitPrice.decimalPlaces()).toBeLessThanOrEqual(unitDecimals);
        expect(line.totalPrice.decimalPlaces()).toBeLessThanOrEqual(unitDecimals + line.quantity.decimalPlaces());
        if (line.discount.type === 'Percentage') {
          expect(line.discountPerUnit.decimalPlaces()).toBeLessThanOrEqual(units);
        }
      }
      const figures = [invoice, ...groups.map((group) => group.amounts)].flatMap((amounts) => Object.values(amounts));
      for (const figure of [...figures, ...lines.flatMap(lineFigures)]) {
        expect(plainText(figure)).toMatch(/^-?\d+(\.\d+)?$/);
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
