import { Shop } from '../load/shop.ts';
import type { BenchContext, Figure } from '../part.ts';
import { crmAway, crmSeenAway, startService } from '../processes/service.ts';
import { intakeInTurn } from './intake-in-turn.ts';

const NOTE = 'the connections are shared out among the processes, each of which listens on a port of its own';

/** Webhooks a second that so many services on one database take in, each at an address of its own. */
export async function intakeSideBySide(context: BenchContext, widths: readonly number[]): Promise<Figure[]> {
  const databaseUrl = await (await context.server()).create('side_by_side');
  const env = { ...(await crmAway()), DATABASE_URL: databaseUrl };
  // The first migrates, and the others find it done.
  const first = await startService(context, env);
  const others = Array.from({ length: Math.max(...widths) - 1 }, () => startService(context, env));
  const services = [first, ...(await Promise.all(others))];
  await Promise.all(services.map(crmSeenAway));
  const urls = services.map(({ url }) => url);
  const contestants = new Map(widths.map((width) => [width, urls.slice(0, width)]));
  return await intakeInTurn(context, { shop: await Shop.open(context), contestants, note: NOTE });
}
