import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, negate, percentage, plainText, roundTo, sum, toBase, ZERO } from '../../src/domain/money.ts';
import { decimalOf, divideHalfUp, scaled } from '../support/domain/amounts.ts';

const text = (value: string) => plainText(new Decimal(value));
const integer = fc.bigInt(-(10n ** 26n), 10n ** 26n);
const decimals = fc.integer({ min: 0, max: 6 });

describe('plain text', () => {
  test.each([
    ['7340.55', '7340.55'],
    ['-80', '-80'],
    ['180.000000', '180'],
    ['5.0', '5'],
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['1e21', '1000000000000000000000'],
    ['1e-7', '0.0000001'],
    ['+3.10', '3.1'],
  ])('%s is written as %s', (value, written) => {
    expect(text(value)).toBe(written);
  });

  test('has no exponent, no trailing zero and no -0, and reads back as the same number', () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 30 }), (digits, scale) => {
        const amount = decimalOf(digits, scale);
        expect(plainText(amount)).toMatch(/^(0|-?(?!0$)(0|[1-9]\d*)(\.\d*[1-9])?)$/);
        expect(new Decimal(plainText(amount)).equals(amount)).toBe(true);
      }),
    );
  });
});

describe('rounding', () => {
  test.each([
    ['0.005', 2, '0.01'],
    ['-0.005', 2, '-0.01'],
    ['1.005', 2, '1.01'],
    ['1.0049999999999999999', 2, '1'],
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['-0.4', 0, '0'],
    ['0.0005', 3, '0.001'],
  ])('%s to %i decimals is %s', (value, units, rounded) => {
    expect(plainText(roundTo(new Decimal(value), units))).toBe(rounded);
  });

  test('agrees with integer arithmetic, is symmetric around zero and never gives -0', () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 18 }), fc.integer({ min: 0, max: 4 }), (digits, scale, units) => {
        const amount = decimalOf(digits, scale);
        const rounded = roundTo(amount, units);
        expect(scaled(rounded, 30)).toBe(divideHalfUp(digits * 10n ** 30n, 10n ** BigInt(scale), 30 - units));
        expect(roundTo(amount.negated(), units).equals(rounded.negated())).toBe(true);
        expect(Object.is(rounded.toNumber(), -0)).toBe(false);
      }),
    );
  });
});

describe('arithmetic', () => {
  test('sums agree with integer arithmetic', () => {
    fc.assert(
      fc.property(fc.array(integer, { maxLength: 20 }), (numbers) => {
        const total = sum(numbers.map((number) => decimalOf(number, 6)));
        expect(scaled(total, 6)).toBe(numbers.reduce((all, number) => all + number, 0n));
      }),
    );
  });

  test('a percentage of the largest amounts is rounded once, from the exact product', () => {
    fc.assert(
      fc.property(integer, integer, decimals, decimals, fc.integer({ min: 0, max: 4 }), (a, b, i, j, units) => {
        const result = percentage(decimalOf(a, i), decimalOf(b, j), units);
        expect(scaled(result, 4)).toBe(divideHalfUp(a * b * 10n ** 4n, 10n ** BigInt(i + j + 2), 4 - units));
      }),
    );
  });

  test('the negation of zero is zero', () => {
    expect(Object.is(negate(ZERO).toNumber(), 0)).toBe(true);
    expect(Object.is(new Decimal('-0').toNumber(), 0)).toBe(true);
    expect(plainText(negate(new Decimal('21.5')))).toBe('-21.5');
  });

  test('the sum of nothing is zero', () => {
    expect(plainText(sum([]))).toBe('0');
  });
});

describe('base currency', () => {
  test.each([
    ['100', '1', '100'],
    ['120', '1.2', '100'],
    ['180', '0.033', '5454.545455'],
    ['-180', '0.033', '-5454.545455'],
    ['0', '4.5', '0'],
    ['0.0000005', '1', '0.000001'],
  ])('%s at a rate of %s is %s', (amount, rate, base) => {
    expect(plainText(toBase(new Decimal(amount), new Decimal(rate)))).toBe(base);
  });

  test('agrees with integer division to 6 decimals', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 12n), (amount, rate) => {
        const base = toBase(decimalOf(amount, 6), decimalOf(rate, 6));
        expect(scaled(base, 6)).toBe(divideHalfUp(amount * 10n ** 6n, rate, 0));
      }),
    );
  });
});
