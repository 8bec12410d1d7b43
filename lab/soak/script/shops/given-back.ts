import type { Random } from '../../random.ts';

/** What goes back of an order: so many of some lines by their places, and the freight. */
export interface GivenBack {
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  readonly shipping: boolean;
}

/** None to two refunds of an order with lines of these quantities; none takes back of a line what another one did. */
export function refundsOfOrder(quantities: readonly number[], hasShipping: boolean, random: Random): GivenBack[] {
  if (random.chance(0.45)) return [];
  if (random.chance(0.3)) return [{ lines: whole(quantities), shipping: hasShipping }];
  const places = random.shuffle(quantities.map((quantity, line) => ({ line, quantity: random.integer(1, quantity) })));
  const [first, second] = places;
  return [
    { lines: first === undefined ? [] : [first], shipping: hasShipping && random.chance(0.3) },
    ...(second !== undefined && random.chance(0.5) ? [{ lines: [second], shipping: false }] : []),
  ];
}

function whole(quantities: readonly number[]) {
  return quantities.map((quantity, line) => ({ line, quantity }));
}
