import { Decimal as Reference } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../../../src/domain/decimal/decimal.ts';

// Another implementation of the same arithmetic, made to keep as many digits.
const Expected = Reference.clone({
  precision: 400,
  rounding: Reference.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
const Quotient = Expected.clone({ precision: 60 });

const small = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(BigInt);
const edges = fc
  .tuple(
    fc.constantFrom(0n, 2n ** 53n, 10n ** 15n, 10n ** 16n, 2n ** 63n),
    fc.integer({ min: -2, max: 2 }),
    fc.boolean(),
  )
  .map(([base, step, negative]) => (negative ? -1n : 1n) * (base + BigInt(step)));
const large = fc.bigInt(-(10n ** 60n), 10n ** 60n);
const numeral = fc
  .tuple(fc.oneof(small, edges, large), fc.integer({ min: 0, max: 25 }))
  .map(([digits, scale]) => `${digits}e-${scale}`);
const plain = (text: string) => new Expected(text).toFixed().replace(/^-0$/, '0');

describe('agrees with decimal.js on', () => {
  test('sums, differences and products of numbers of any size', () => {
    fc.assert(
      fc.property(numeral, numeral, (a, b) => {
        const [x, y] = [new Decimal(a), new Decimal(b)];
        const [left, right] = [new Expected(a), new Expected(b)];
        expect(x.plus(y).toFixed()).toBe(plain(left.plus(right).toFixed()));
        expect(x.minus(y).toFixed()).toBe(plain(left.minus(right).toFixed()));
        expect(x.times(y).toFixed()).toBe(plain(left.times(right).toFixed()));
      }),
      { numRuns: 3_000 },
    );
  });

  test('quotients to 60 significant digits', () => {
    fc.assert(
      fc.property(numeral, numeral, (a, b) => {
        fc.pre(!new Decimal(b).isZero());
        const expected = Quotient.div(a, b).toFixed();
        expect(new Decimal(a).div(b).toFixed()).toBe(plain(expected));
      }),
      { numRuns: 3_000 },
    );
  });

  test('rounding, comparing and what it says of its digits', () => {
    fc.assert(
      fc.property(numeral, numeral, fc.integer({ min: 0, max: 25 }), (a, b, places) => {
        const [x, expected] = [new Decimal(a), new Expected(a)];
        expect(x.toDecimalPlaces(places).toFixed()).toBe(plain(expected.toDecimalPlaces(places).toFixed()));
        expect(x.toFixed(places)).toBe(expected.toFixed(places).replace(/^-(0(\.0*)?)$/, '$1'));
        expect(x.comparedTo(b)).toBe(expected.comparedTo(b));
        expect(x.equals(b)).toBe(expected.equals(b));
        expect([x.lt(b), x.lte(b), x.gt(b), x.gte(b)]).toEqual([
          expected.lt(b),
          expected.lte(b),
          expected.gt(b),
          expected.gte(b),
        ]);
        expect(x.precision()).toBe(expected.isZero() ? 1 : expected.precision());
        expect(x.decimalPlaces()).toBe(expected.decimalPlaces());
        expect(x.isInteger()).toBe(expected.isInteger());
        expect(x.toNumber()).toBe(expected.isZero() ? 0 : expected.toNumber());
        expect(x.wholeDigits()).toBe(expected.isZero() ? 0 : Math.max(0, expected.e + 1));
      }),
      { numRuns: 3_000 },
    );
  });
});

test('equal numbers are made of equal parts, however they were come by', () => {
  fc.assert(
    fc.property(numeral, numeral, (a, b) => {
      const there = new Decimal(a).plus(b);
      expect(there.minus(b)).toEqual(new Decimal(a));
      expect(new Decimal(there.toFixed())).toEqual(there);
      expect(there.negated().negated()).toEqual(there);
    }),
  );
});

test.each(['', '-', '.', '1.2.3', '0x10', '1e', 'NaN', 'Infinity', ' 1', '1e99999', '٣'])('%j is no number', (text) => {
  expect(() => new Decimal(text)).toThrow(TypeError);
});

test('numbers are taken by the digits that JavaScript writes', () => {
  expect([0.1, 1e21, -0, 1e-7, 5].map((number) => new Decimal(number).toFixed())).toEqual([
    '0.1',
    '1000000000000000000000',
    '0',
    '0.0000001',
    '5',
  ]);
});

test('nothing is divided by zero', () => {
  expect(() => new Decimal(1).div(0)).toThrow(RangeError);
});
