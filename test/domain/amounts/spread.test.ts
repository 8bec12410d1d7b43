import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadAll } from '../../../src/domain/amounts/spread.ts';
import { Decimal, plainText, sum } from '../../../src/domain/money.ts';

const decimals = (...texts: readonly string[]) => texts.map((text) => new Decimal(text));

test.each([
  ['10.00', ['94', '100', '100'], ['3.2', '3.4', '3.4']],
  ['14.10', ['94'], ['14.1']],
  ['10', ['1', '1', '1'], ['1', '1', '1']],
  ['1', ['1', '1', '1'], ['0.34', '0.33', '0.33']],
  ['0.02', ['5', '5', '5'], ['0.01', '0.01', '0']],
  ['0.005', ['5', '5'], ['0.005', '0']],
  ['0', ['5', '0'], ['0', '0']],
])('%s over %j is %j', (amount, left, shares) => {
  expect(spreadAll([new Decimal(amount)], decimals(...left), 2).map(plainText)).toEqual(shares);
});

test('several are taken one after another, each off what the ones before have left', () => {
  const taken = spreadAll(decimals('5.00', '14.10'), decimals('99', '0'), 2);
  expect(taken.map(plainText)).toEqual(['19.1', '0']);
});

test('over nothing is nothing, and more than there is takes what there is', () => {
  expect(spreadAll([new Decimal(5)], [], 2)).toEqual([]);
  expect(spreadAll([new Decimal(5)], decimals('0', '0'), 2).map(plainText)).toEqual(['0', '0']);
  expect(spreadAll([new Decimal(9)], decimals('2', '3.5'), 2).map(plainText)).toEqual(['2', '3.5']);
});

test('keeps its sum, gives no part less than nothing and none more than it has', () => {
  const part = fc
    .tuple(fc.nat(10_000_000), fc.integer({ min: 0, max: 6 }))
    .map(([digits, scale]) => new Decimal(digits, scale));
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 0, max: 4 }),
      (left, millionths, places) => {
        const amount = Decimal.min(sum(left), sum(left).times(millionths).div(1_000_000).toDecimalPlaces(6));
        const shares = spreadAll([amount], left, places);
        expect(plainText(sum(shares))).toBe(plainText(amount));
        for (const [index, share] of shares.entries()) {
          expect(share.gte(0) && share.lte(left[index] ?? 0)).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});
