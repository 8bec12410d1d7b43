import { type DecimalInput, toDecimal } from '../../domain/events/schema/decimal-field.ts';
import { JsonNumber } from '../../domain/json-number.ts';
import { type Decimal, sum, ZERO } from '../../domain/money.ts';
import { DeliveryUnreadable } from '../platform.ts';
import type { Allocations, MoneySet, TaxLines } from './schema/fields.ts';

/** Which of the two amounts of a set. */
export type Side = 'shop_money' | 'presentment_money';

/** The currencies of an order, in capitals; null where nothing tells. */
export interface Currencies {
  readonly shop: string | null;
  readonly presentment: string | null;
}

type MaybeAmount = DecimalInput | null | undefined;
type MaybeSet = MoneySet | null | undefined;

/** No currency has a smaller coin. */
const MAX_MONEY_DECIMALS = 4;

/** Reads the amounts of one delivery in one of its currencies, and knows the most decimals that one of them was written with. */
export class Purse {
  readonly side: Side;
  readonly #plainIsGood: boolean;
  #decimals = 0;

  constructor(side: Side, { shop, presentment }: Currencies) {
    this.side = side;
    // Amounts beside the sets are in the shop's currency.
    this.#plainIsGood = side === 'shop_money' || shop === presentment || presentment === null;
  }

  /** Of the amounts that were read so far, at most 4. */
  get decimals(): number {
    return this.#decimals;
  }

  /** An amount; null where there is none. `what` names it. @throws {DeliveryUnreadable} where only the other currency has it. */
  find(what: string, plain: MaybeAmount, set?: MaybeSet): Decimal | null {
    const ofSet = set?.[this.side]?.amount;
    if (isGiven(ofSet)) return this.#take(ofSet);
    const other = isGiven(plain) ? plain : set?.shop_money?.amount;
    if (!isGiven(other)) return null;
    if (this.#plainIsGood) return this.#take(other);
    if (toDecimal(other).isZero()) return ZERO;
    throw new DeliveryUnreadable(
      `Shopify tells the ${what} in the shop's currency only, and this shop is recorded in the one that was paid in.`,
    );
  }

  /** The same, 0 for none. */
  of(what: string, plain: MaybeAmount, set?: MaybeSet): Decimal {
    return this.find(what, plain, set) ?? ZERO;
  }

  /** The same of what must be there. */
  required(what: string, plain: MaybeAmount, set?: MaybeSet): Decimal {
    const amount = this.find(what, plain, set);
    if (amount === null) throw new DeliveryUnreadable(`Shopify does not tell the ${what}.`);
    return amount;
  }

  taxOf(lines: TaxLines): Decimal {
    return sum((lines ?? []).map(({ price, price_set }) => this.of('price of a tax line', price, price_set)));
  }

  allocated(allocations: Allocations): Decimal {
    return sum(
      (allocations ?? []).map(({ amount, amount_set }) => this.of('amount of a discount', amount, amount_set)),
    );
  }

  #take(amount: DecimalInput): Decimal {
    this.#decimals = Math.max(this.#decimals, Math.min(MAX_MONEY_DECIMALS, writtenDecimals(amount)));
    return toDecimal(amount);
  }
}

function isGiven(amount: MaybeAmount): amount is DecimalInput {
  return amount !== null && amount !== undefined;
}

/** Zeros at the end count: `23886.00` has two. */
function writtenDecimals(amount: DecimalInput): number {
  const text = amount instanceof JsonNumber ? amount.plain : amount;
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}
