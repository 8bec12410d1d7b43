import { setTimeout as pause } from 'node:timers/promises';
import { Shop } from '../load/shop.ts';
import type { BenchPart } from '../part.ts';
import { crmAway, crmSeenAway, startService } from '../processes/service.ts';
import { residentMemory } from '../processes/usage.ts';
import { atMost } from '../report/statistics.ts';

/** A quick run ends after its seconds, however far it has come. */
const LOADS = {
  quick: { webhooks: 100_000, seconds: 12, roundSeconds: 2, quietMs: 3_000 },
  full: { webhooks: 1_000_000, seconds: Number.POSITIVE_INFINITY, roundSeconds: 10, quietMs: 20_000 },
};
const IDLE_MS = 10_000;
/** How many webhooks lie between two looks on the way that are told. */
const LOOK_EVERY = 100_000;

export const memory: BenchPart = {
  name: 'memory',
  title: 'Resident memory of the service: idle, under full load, and what a long load leaves',
  async run(context) {
    const load = context.quick ? LOADS.quick : LOADS.full;
    const databaseUrl = await (await context.server()).create('memory');
    const service = await startService(context, { ...(await crmAway()), DATABASE_URL: databaseUrl }, { cold: true });
    await crmSeenAway(service);
    const { pid } = service.process;
    await pause(IDLE_MS);
    const idle = await residentMemory(pid);
    if (idle === null) {
      context.log('this system does not tell the memory of a process');
      return [];
    }
    const shop = await Shop.open(context);
    let sent = 0;
    let spent = 0;
    const sendUntil = async (share: number) => {
      while (sent < share * load.webhooks && spent < share * load.seconds) {
        const before = sent;
        sent += (await shop.round([service.url], load.roundSeconds)).requests;
        spent += load.roundSeconds;
        if (Math.floor(sent / LOOK_EVERY) > Math.floor(before / LOOK_EVERY)) {
          context.log(
            `after ${sent} webhooks, right under load: ${Math.round((await residentMemory(pid))?.now ?? Number.NaN)} MB`,
          );
        }
      }
      await pause(load.quietMs);
      context.log(`${sent} webhooks sent`);
      return (await residentMemory(pid))?.now ?? Number.NaN;
    };
    const afterTenth = await sendUntil(0.1);
    const sentInTenth = sent;
    const afterAll = await sendUntil(1);
    const peak = (await residentMemory(pid))?.peak ?? Number.NaN;
    const quiet = `${load.quietMs / 1000} s after the last webhook`;
    return [
      { name: 'idle, 10 s after ready', value: idle.now, unit: 'MB', target: atMost(130) },
      { name: 'peak under full load', value: peak, unit: 'MB', target: atMost(250) },
      { name: `after ${sentInTenth} webhooks`, value: afterTenth, unit: 'MB', note: quiet },
      { name: `after ${sent} webhooks`, value: afterAll, unit: 'MB', note: quiet },
      {
        name: 'gained in between',
        value: (afterAll / afterTenth - 1) * 100,
        unit: '%',
        ...(sent < load.webhooks ? { note: 'cut short: the service was still warming up' } : { target: atMost(5) }),
      },
    ];
  },
};
