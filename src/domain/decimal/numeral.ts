import { type Integer, integer, negative } from './integers.ts';

/** A number as its digits, of which the last `scale` stand behind the point; a negative scale is zeros at the end. */
export interface Numeral {
  readonly digits: Integer;
  readonly scale: number;
}

const NUMERAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
/** So many digits are surely a safe integer. */
const SAFE_DIGITS = 15;

/**
 * Reads digits with a point and perhaps an exponent, as `-12.50` or `1e-7`.
 * @throws {TypeError} for any other text; it is not told which.
 */
export function readNumeral(text: string): Numeral {
  return readShort(text) ?? readAny(text);
}

const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;

/** As nearly all are written: a few digits, perhaps with a sign and a point. Null for all others. */
function readShort(text: string): Numeral | null {
  const isNegative = text.charCodeAt(0) === MINUS;
  const start = isNegative ? 1 : 0;
  if (text.length === start || text.length > SAFE_DIGITS) return null;
  let digits = 0;
  let scale = -1;
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const digit = unit - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      if (scale >= 0) scale += 1;
    } else if (unit === POINT && scale < 0 && at > start) scale = 0;
    else return null;
  }
  return { digits: isNegative ? negative(digits) : digits, scale: Math.max(scale, 0) };
}

function readAny(text: string): Numeral {
  const match = NUMERAL.exec(text);
  if (match === null) throw new TypeError('This is no decimal number');
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const all = fraction === '' ? whole : whole + fraction;
  const digits = all.length <= SAFE_DIGITS ? Number(all) : integer(BigInt(all));
  return { digits: sign === '-' ? negative(digits) : digits, scale: fraction.length - Number(exponent) };
}
