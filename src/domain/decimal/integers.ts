/** A whole number, exactly: a `number` where it is a safe one, a `bigint` where it is not. Each value has one form. */
export type Integer = number | bigint;

/** The most powers of ten that are safe integers. */
const POWERS: readonly number[] = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** In the form that it has by its size. */
export function integer(value: bigint): Integer {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

export function added(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    // A sum or a product in floating point that is a safe integer is the exact one.
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return integer(BigInt(a) + BigInt(b));
}

export function multiplied(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Not −0, which 0 times a negative number would be.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return integer(BigInt(a) * BigInt(b));
}

export function negative(value: Integer): Integer {
  return value === 0 ? 0 : -value;
}

/** With so many zeros more at its end. */
export function lengthened(value: Integer, zeros: number): Integer {
  const power = POWERS[zeros];
  return zeros === 0 ? value : multiplied(value, power ?? 10n ** BigInt(zeros));
}

/** With so many digits less at its end, rounded half away from zero. */
export function shortened(value: Integer, digits: number): Integer {
  const power = POWERS[digits];
  if (typeof value === 'number' && power !== undefined) {
    const rest = value % power;
    const whole = (value - rest) / power;
    return (2 * Math.abs(rest) < power ? whole : whole + Math.sign(value)) + 0;
  }
  const [all, divisor] = [BigInt(value), 10n ** BigInt(digits)];
  const rest = all % divisor;
  const whole = all / divisor;
  const doubled = 2n * (rest < 0n ? -rest : rest);
  return integer(doubled < divisor ? whole : whole + (all < 0n ? -1n : 1n));
}

/** How many zeros stand at its end, at most so many; 0 has none. */
export function zerosAtEnd(value: Integer, most: number): number {
  if (value === 0) return 0;
  let zeros = 0;
  if (typeof value === 'number') {
    for (let rest = value; zeros < most && rest % 10 === 0; rest /= 10) zeros += 1;
    return zeros;
  }
  const text = String(value);
  while (zeros < most && text.charCodeAt(text.length - 1 - zeros) === 0x30) zeros += 1;
  return zeros;
}

/** How many digits it has; 0 has one. */
export function lengthOf(value: Integer): number {
  if (typeof value === 'number') {
    const size = Math.abs(value);
    let length = 1;
    while (length < POWERS.length && size >= (POWERS[length] ?? 0)) length += 1;
    return length;
  }
  return String(value).length - (value < 0 ? 1 : 0);
}

/** A quotient as digits of which the last `scale` stand behind the point; a negative scale is zeros at the end. */
export interface Quotient {
  readonly digits: Integer;
  readonly scale: number;
}

// So many zeros more are tried for a quotient that comes out even, as the price of one unit mostly does.
const EVEN_WITHIN = 8;

/** The quotient, rounded half away from zero to so many significant digits; `divisor` is not 0. */
export function divided(dividend: Integer, divisor: Integer, precision: number): Quotient {
  if (dividend === 0) return { digits: 0, scale: 0 };
  if (typeof dividend === 'number' && typeof divisor === 'number') {
    let value = dividend;
    for (let scale = 0; scale <= EVEN_WITHIN && Number.isSafeInteger(value); scale += 1) {
      if (value % divisor === 0) return { digits: value / divisor + 0, scale };
      value *= 10;
    }
  }
  const scale = precision + 1 + lengthOf(divisor);
  const quotient = integer((BigInt(dividend) * 10n ** BigInt(scale)) / BigInt(divisor));
  const excess = lengthOf(quotient) - precision;
  return { digits: shortened(quotient, excess), scale: scale - excess };
}
