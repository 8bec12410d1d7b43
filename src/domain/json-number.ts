const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

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

  /** The same value without exponent, leading or trailing zeros: `1e2` and `100.0` are both `100`, `-0` is `0`. Exact. */
  get plain(): string {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(this.source) ?? [];
    const digits = (whole + fraction).replace(/^0+/, '');
    const significant = digits.replace(/0+$/, '');
    if (significant === '') return '0';
    const point = digits.length - fraction.length + Number(exponent);
    if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${significant}`;
    if (point >= significant.length) return sign + significant.padEnd(point, '0');
    return `${sign}${significant.slice(0, point)}.${significant.slice(point)}`;
  }
}
