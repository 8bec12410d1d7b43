import { Shop } from '../load/shop.ts';
import type { BenchContext, Figure } from '../part.ts';
import { crmAway, crmSeenAway, startService } from '../processes/service.ts';
import { figureOf } from '../report/statistics.ts';

const SECONDS = { quick: 2, full: 6 };
const ROUNDS = { quick: 1, full: 5 };
const NOTE = 'the connections are shared out among the processes, each of which listens on a port of its own';

/** Webhooks a second that so many services on one database take in, the widths in turn in each round. */
export async function intakeSideBySide(context: BenchContext, widths: readonly number[]): Promise<Figure[]> {
  const databaseUrl = await (await context.server()).create('side_by_side');
  const env = { ...(await crmAway()), DATABASE_URL: databaseUrl };
  // The first migrates, and the others find it done.
  const first = await startService(context, env);
  const others = Array.from({ length: Math.max(...widths) - 1 }, () => startService(context, env));
  const services = [first, ...(await Promise.all(others))];
  await Promise.all(services.map(crmSeenAway));
  const urls = services.map(({ url }) => url);
  const shop = await Shop.open(context);
  const seconds = context.quick ? SECONDS.quick : SECONDS.full;
  await shop.round(urls, seconds);
  const rates = new Map<number, number[]>(widths.map((width) => [width, []]));
  for (let round = 1; round <= (context.quick ? ROUNDS.quick : ROUNDS.full); round += 1) {
    for (const width of widths) {
      const { rate } = await shop.round(urls.slice(0, width), seconds);
      context.log(`round ${round}, intake of ${width}: ${Math.round(rate)} webhooks/s`);
      rates.get(width)?.push(rate);
    }
  }
  return [...rates].map(([width, found]) =>
    figureOf(`intake, ${width === 1 ? '1 process' : `${width} processes`}`, 'webhooks/s', found, { note: NOTE }),
  );
}
