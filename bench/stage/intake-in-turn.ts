import type { Shop } from '../load/shop.ts';
import type { BenchContext, Figure } from '../part.ts';
import { figureOf } from '../report/statistics.ts';

const SECONDS = { quick: 2, full: 6 };
const ROUNDS = { quick: 1, full: 5 };

/** Webhooks a second that so many processes take in, by their number; the numbers in turn in each round. */
export async function intakeInTurn(
  context: BenchContext,
  {
    shop,
    contestants,
    note,
  }: {
    readonly shop: Shop;
    /** Where so many processes listen. */
    readonly contestants: ReadonlyMap<number, readonly string[]>;
    readonly note: string;
  },
): Promise<Figure[]> {
  const seconds = context.quick ? SECONDS.quick : SECONDS.full;
  for (const urls of contestants.values()) await shop.round(urls, seconds);
  const rates = new Map<number, number[]>([...contestants.keys()].map((width) => [width, []]));
  for (let round = 1; round <= (context.quick ? ROUNDS.quick : ROUNDS.full); round += 1) {
    for (const [width, urls] of contestants) {
      const { rate } = await shop.round(urls, seconds);
      context.log(`round ${round}, intake of ${width}: ${Math.round(rate)} webhooks/s`);
      rates.get(width)?.push(rate);
    }
  }
  return [...rates].map(([width, found]) =>
    figureOf(`intake, ${width === 1 ? '1 process' : `${width} processes`}`, 'webhooks/s', found, { note }),
  );
}
