import { Decimal, roundTo } from '../../../../src/domain/money.ts';

/** How a shop of so many decimals rounds and writes its money. */
export class Coins {
  readonly #decimals: number;
  readonly #halfDown: boolean;

  constructor(decimals: number, halfDown: boolean) {
    this.#decimals = decimals;
    this.#halfDown = halfDown;
  }

  /** Half up, or half down where price tags hold their tax. */
  round(amount: Decimal): Decimal {
    const up = roundTo(amount, this.#decimals);
    const coin = new Decimal(amount.isNegative() ? -1 : 1, this.#decimals);
    const isHalf = up.minus(amount).times(2).equals(coin);
    return this.#halfDown && isHalf ? up.minus(coin) : up;
  }

  /** With all of its decimals. */
  text(amount: Decimal): string {
    return amount.toFixed(this.#decimals);
  }
}
