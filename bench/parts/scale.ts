import { Shop } from '../load/shop.ts';
import type { BenchPart } from '../part.ts';
import { crmAway, crmSeenAway, startSharingPort } from '../processes/service.ts';
import { intakeInTurn } from '../stage/intake-in-turn.ts';

const WIDTHS = [1, 2];

export const scale: BenchPart = {
  name: 'scale',
  title: 'Intake by one and two processes on one port, beside PostgreSQL and the load on the same cores',
  async run(context) {
    const databaseUrl = await (await context.server()).create('scale');
    const env = { ...(await crmAway()), DATABASE_URL: databaseUrl };
    const contestants = new Map<number, readonly string[]>();
    // One after another: the first migrates, and the others find it done.
    for (const width of WIDTHS) {
      const service = await startSharingPort(context, env, width);
      await crmSeenAway(service);
      contestants.set(width, [service.url]);
    }
    const note = 'SHARE_PORT=true: the system shares the connections out among the processes';
    return await intakeInTurn(context, { shop: await Shop.open(context), contestants, note });
  },
};
