/** Words of ours in the keys of steps. Whatever else stands there is a name of the shop's: a sku, a code, an address. */
const OURS: ReadonlySet<string> = new Set(
  `active address adopted after again before by category contact contract converted create currency group groups id invoice lead line lines
  list lists look-up marker new number of opt-out original prices product products promotion promotions refunds registration relation return second security
  seen status target unpaid update`.split(/\s+/),
);

/** The key of a step without names of the shop's: `product look-up` of `product MISM01 look-up`. */
export function stepWords(key: string): string {
  return key
    .split(' ')
    .filter((word) => OURS.has(word))
    .join(' ');
}
