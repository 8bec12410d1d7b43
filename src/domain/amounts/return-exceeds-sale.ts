import { TillbridgeError } from '../errors.ts';
import { type Decimal, plainText } from '../money.ts';

/** Of what more would be taken back than was sold. Quantities, or money; `sold` is 0 for what is not in the order. */
export interface Excess {
  /** As a sentence names it: `line 1`, `amount of line 1`, `shipping`, `in all`. */
  readonly what: string;
  readonly sold: Decimal;
  readonly before: Decimal;
  readonly now: Decimal;
}

/** The refund asks for more than is left of the sale. No later attempt can change that. */
export class ReturnExceedsSale extends TillbridgeError {
  readonly code = 'return_exceeds_sale';
  readonly errorClass = 'permanent';
  readonly excess: readonly Excess[];

  constructor(excess: readonly Excess[]) {
    const figures = excess.map(
      ({ what, sold, before, now }) =>
        `${what}: sold ${plainText(sold)}, returned before ${plainText(before)}, to return ${plainText(now)}`,
    );
    super(`The refund takes back more than was sold (${figures.join('; ')}); correct it in the shop and send it anew.`);
    this.excess = excess;
  }
}
