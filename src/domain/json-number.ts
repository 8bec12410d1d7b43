/** Longer numbers are no amounts, no quantities and no ids. */
export const MAX_NUMBER_LENGTH = 100;

// So many zeros are written out; of more, an exponent stands for them.
const MAX_ZEROS = 100;
const ZERO = 0x30;

/** A number of a JSON text, kept as it was written. */
export class JsonNumber {
  /** The JSON source text, such as `1e2` or `180.00`. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** Written as it was. */
  toJSON(): unknown {
    return JSON.rawJSON(this.source);
  }

  /**
   * The same value in its one spelling, exactly: `1e2` and `100.0` are both `100`, `-0` is `0`. An exponent stays only where more than
   * 100 zeros would have to be written.
   */
  get plain(): string {
    if (isPlain(this.source)) return this.source;
    const { sign, digits, point } = readNumber(this.source);
    if (digits === '') return '0';
    const zeros = point <= 0 ? -point : point - digits.length;
    if (zeros > MAX_ZEROS) return `${sign}${digits}e${point - digits.length}`;
    if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
    if (point >= digits.length) return sign + digits.padEnd(point, '0');
    return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  }
}

// Most numbers are: JSON allows no zeros in front.
function isPlain(source: string): boolean {
  if (source.length > MAX_ZEROS || source === '-0' || source.includes('e') || source.includes('E')) return false;
  return !(source.endsWith('0') && source.includes('.'));
}

/** `digits`: without zeros at either end, empty for 0; `point`: how many of them stand before the decimal point, if it is among them. */
interface Digits {
  readonly sign: '' | '-';
  readonly digits: string;
  readonly point: number;
}

// By loops, since a pattern for the zeros at the end tries again at each zero of a number that has many inside.
function readNumber(source: string): Digits {
  const sign = source.startsWith('-') ? '-' : '';
  const [mantissa = '', exponent = '0'] = source.slice(sign.length).split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  let start = 0;
  while (start < all.length && all.charCodeAt(start) === ZERO) start += 1;
  let end = all.length;
  while (end > start && all.charCodeAt(end - 1) === ZERO) end -= 1;
  return { sign, digits: all.slice(start, end), point: whole.length - start + Number(exponent) };
}
