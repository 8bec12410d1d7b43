import type { BenchContext, BenchPart, Figure } from '../part.ts';
import { crmAway, startService } from '../processes/service.ts';
import { atMost, figureOf } from '../report/statistics.ts';

const STARTS = { quick: 3, full: 5 };
const NOTE =
  'from the spawn of `node src/start.js` to the first 200 of /health/ready, asked every 5 ms; migrated before';

export const start: BenchPart = {
  name: 'start',
  title: 'Starting on a database that is there',
  async run(context) {
    const server = await context.server();
    const own = { DATABASE_URL: await server.create('start') };
    // Beside the folder of this part, where a server that is left behind is found.
    const embedded = { DATA_DIR: `${context.folder}-embedded` };
    return [
      await timeStarts(context, 'ready, PostgreSQL at DATABASE_URL', own),
      await timeStarts(context, 'ready, embedded PostgreSQL that is started as well', embedded),
    ];
  },
};

async function timeStarts(
  context: BenchContext,
  name: string,
  database: Readonly<Record<string, string>>,
): Promise<Figure> {
  const startOnce = async () => {
    const env = { ...(await crmAway()), ...database };
    const begun = performance.now();
    const { process } = await startService(context, env, { cold: true });
    const ms = performance.now() - begun;
    await process.stop();
    return ms;
  };
  await startOnce();
  const times: number[] = [];
  for (let round = 1; round <= (context.quick ? STARTS.quick : STARTS.full); round += 1) times.push(await startOnce());
  return figureOf(name, 'ms', times, { target: atMost(1_000), note: NOTE });
}
