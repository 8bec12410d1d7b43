import {
  added,
  divided,
  type Integer,
  integer,
  lengthened,
  lengthOf,
  multiplied,
  negative,
  shortened,
  zerosAtEnd,
} from './integers.ts';
import { readNumeral } from './numeral.ts';

/** What a decimal is made of: digits with a point and perhaps an exponent, a number as JavaScript writes it, or a decimal. */
export type DecimalSource = Decimal | string | number | bigint;

/** Significant digits of a quotient that are kept. */
const PRECISION = 60;

/**
 * An exact decimal number that never changes: an integer, and how many of its digits stand behind the point. Only a quotient is rounded, to
 * 60 significant digits, half away from zero; there is no −0. Equal decimals are made of equal parts.
 */
export class Decimal {
  private readonly digits: Integer;
  private readonly scale: number;

  /**
   * `value` / 10^`scale`: `new Decimal(1250, 2)` is 12.5.
   * @throws {TypeError} for what is no finite decimal number.
   */
  constructor(value: DecimalSource, scale = 0) {
    const whole = typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : null;
    const read = whole === null ? partsOf(value) : null;
    const digits = whole ?? read?.digits ?? 0;
    const places = scale + (read?.scale ?? 0);
    // Without zeros at the end of a fraction.
    const zeros = places > 0 ? zerosAtEnd(digits, places) : places;
    this.digits = zeros === 0 ? digits : zeros > 0 ? shortened(digits, zeros) : lengthened(digits, -zeros);
    this.scale = digits === 0 ? 0 : places - zeros;
  }

  static add(a: DecimalSource, b: DecimalSource): Decimal {
    return from(a).plus(b);
  }

  static sub(a: DecimalSource, b: DecimalSource): Decimal {
    return from(a).minus(b);
  }

  static mul(a: DecimalSource, b: DecimalSource): Decimal {
    return from(a).times(b);
  }

  static div(a: DecimalSource, b: DecimalSource): Decimal {
    return from(a).div(b);
  }

  static min(first: DecimalSource, ...others: readonly DecimalSource[]): Decimal {
    return others.reduce<Decimal>((least, other) => (least.gt(other) ? from(other) : least), from(first));
  }

  static max(first: DecimalSource, ...others: readonly DecimalSource[]): Decimal {
    return others.reduce<Decimal>((most, other) => (most.lt(other) ? from(other) : most), from(first));
  }

  plus(other: DecimalSource): Decimal {
    const b = from(other);
    const scale = Math.max(this.scale, b.scale);
    return new Decimal(added(this.#at(scale), b.#at(scale)), scale);
  }

  minus(other: DecimalSource): Decimal {
    const b = from(other);
    const scale = Math.max(this.scale, b.scale);
    return new Decimal(added(this.#at(scale), negative(b.#at(scale))), scale);
  }

  times(other: DecimalSource): Decimal {
    const b = from(other);
    return new Decimal(multiplied(this.digits, b.digits), this.scale + b.scale);
  }

  /** @throws {RangeError} for a division by zero. */
  div(other: DecimalSource): Decimal {
    const b = from(other);
    if (b.isZero()) throw new RangeError('A decimal was divided by zero');
    const { digits, scale } = divided(this.digits, b.digits, PRECISION);
    return new Decimal(digits, scale + this.scale - b.scale);
  }

  negated(): Decimal {
    return new Decimal(negative(this.digits), this.scale);
  }

  abs(): Decimal {
    return this.isNegative() ? this.negated() : this;
  }

  /** Rounded to so many decimals, half away from zero. */
  toDecimalPlaces(decimals: number): Decimal {
    return this.scale <= decimals ? this : new Decimal(shortened(this.digits, this.scale - decimals), decimals);
  }

  /** Less than 0, 0 or greater than 0, as this is less than, equal to or greater than the other. */
  comparedTo(other: DecimalSource): number {
    const b = from(other);
    const scale = Math.max(this.scale, b.scale);
    const [x, y] = [this.#at(scale), b.#at(scale)];
    return x === y ? 0 : x < y ? -1 : 1;
  }

  equals(other: DecimalSource): boolean {
    const { digits, scale } = from(other);
    return this.digits === digits && this.scale === scale;
  }

  lt(other: DecimalSource): boolean {
    return this.comparedTo(other) < 0;
  }

  lte(other: DecimalSource): boolean {
    return this.comparedTo(other) <= 0;
  }

  gt(other: DecimalSource): boolean {
    return this.comparedTo(other) > 0;
  }

  gte(other: DecimalSource): boolean {
    return this.comparedTo(other) >= 0;
  }

  isZero(): boolean {
    return this.digits === 0;
  }

  isNegative(): boolean {
    return this.digits < 0;
  }

  isInteger(): boolean {
    return this.scale === 0;
  }

  /** How many digits stand behind the point, zeros at the end left out. */
  decimalPlaces(): number {
    return this.scale;
  }

  /** How many digits stand before the point; 0 for what is smaller than 1. */
  wholeDigits(): number {
    return this.isZero() ? 0 : Math.max(0, lengthOf(this.digits) - this.scale);
  }

  /** How many digits it has from the first that is not 0 to the last one that is not; 1 for zero. */
  precision(): number {
    return lengthOf(this.digits) - zerosAtEnd(this.digits, Number.POSITIVE_INFINITY);
  }

  /** Without an exponent; with so many decimals, or the shortest. */
  toFixed(decimals?: number): string {
    const { digits, scale } = decimals === undefined ? this : this.toDecimalPlaces(decimals);
    const text = String(digits < 0 ? -digits : digits).padStart(scale + 1, '0');
    const point = text.length - scale;
    const fraction = text.slice(point).padEnd(decimals ?? 0, '0');
    return (digits < 0 ? '-' : '') + text.slice(0, point) + (fraction === '' ? '' : `.${fraction}`);
  }

  toString(): string {
    return this.toFixed();
  }

  toJSON(): string {
    return this.toFixed();
  }

  /** The nearest number in binary floating point. */
  toNumber(): number {
    return Number(this.toFixed());
  }

  #at(scale: number): Integer {
    return scale === this.scale ? this.digits : lengthened(this.digits, scale - this.scale);
  }

  /** What it is made of. */
  get parts(): { readonly digits: Integer; readonly scale: number } {
    return { digits: this.digits, scale: this.scale };
  }
}

function from(source: DecimalSource): Decimal {
  return source instanceof Decimal ? source : new Decimal(source);
}

function partsOf(value: DecimalSource): { readonly digits: Integer; readonly scale: number } {
  if (value instanceof Decimal) return value.parts;
  return typeof value === 'bigint' ? { digits: integer(value), scale: 0 } : readNumeral(String(value));
}
