import { Decimal, sum, ZERO } from '../money.ts';

/**
 * Spreads an amount of money in proportion to what is left of each part, in whole units of so many decimals, by largest remainder: the
 * shares' sum is the amount, and none is more than what is left of its part. More than is left in all is spread as far as it goes.
 * Takes and gives amounts that are not negative.
 */
export function spread(amount: Decimal, left: readonly Decimal[], decimals: number): Decimal[] {
  const whole = sum(left);
  if (amount.gte(whole)) return [...left];
  const exact = left.map((part) => amount.times(part).div(whole));
  const shares = exact.map((share) => share.toDecimalPlaces(decimals, Decimal.ROUND_DOWN));
  let rest = amount.minus(sum(shares));
  const remainder = (index: number) => Decimal.sub(exact[index] ?? ZERO, shares[index] ?? ZERO);
  const byRemainder = left
    .map((_, index) => ({ index, remainder: remainder(index) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder));
  const unit = new Decimal(10).pow(-decimals);
  while (rest.greaterThan(0)) {
    for (const { index } of byRemainder) {
      const share = shares[index] ?? ZERO;
      const more = Decimal.min(unit, rest, Decimal.sub(left[index] ?? ZERO, share));
      shares[index] = share.plus(more);
      rest = rest.minus(more);
    }
  }
  return shares;
}
