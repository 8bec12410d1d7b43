import { expect, it } from 'vitest';
import type { JournaledCall } from '../../lab/simulator/suitecrm/index.ts';
import { startProcessBench } from '../support/process-bench.ts';
import { busyDay, creationsOf, isSave, outOfOrder } from '../support/process-day.ts';
import type { ServiceProcess } from '../support/process-service.ts';
import { startTraffic, wrongAnswers } from '../support/process-traffic.ts';

const KILLS = 3;
const CUSTOMERS = 10;

it.concurrent.each([
  { replicas: 2, seed: 20_201_216 },
  { replicas: 3, seed: 88_888_888 },
])(
  '$replicas processes that are killed again and again do every event once and in order (seed $seed)',
  async ({ replicas, seed }) => {
    await using bench = await startProcessBench();
    const { crm } = bench;
    const random = seeded(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    crm.setLatency(() => 5 + below(35));
    const alive = await Promise.all(Array.from({ length: replicas }, () => bench.start()));
    const shop = () => {
      const service = alive[below(alive.length)];
      if (service === undefined) throw new TypeError('A replica is always alive');
      return service.shop;
    };

    const shoppers = busyDay(CUSTOMERS);
    const traffic = startTraffic(
      shop,
      shoppers.map(({ messages }) => messages),
    );
    const kills: number[] = [];
    const started: Promise<unknown>[] = [];
    let calls = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      calls += 40 + below(60);
      await crm.journal.waitFor(({ seq }) => seq >= calls);
      const victim = alive.length > 1 ? alive.splice(below(alive.length), 1)[0] : undefined;
      if (victim === undefined) throw new TypeError('There is one to be killed');
      await victim.kill();
      kills.push(performance.now());
      started.push(bench.start().then((service) => alive.push(service)));
      if (alive.length === 1) await Promise.all(started);
    }
    await Promise.all(started);
    await traffic.finished;
    const events = await bench.allDone();

    expect(wrongAnswers(traffic.tries)).toEqual([]);
    expect(events).toHaveLength(6 * CUSTOMERS);
    const { records, joins, emails } = crm.snapshot();
    expect(Object.fromEntries(Object.entries(records).map(([module, rows]) => [module, rows.length]))).toEqual({
      Leads: CUSTOMERS,
      Contacts: CUSTOMERS,
      AOS_Products: 3,
      AOS_Invoices: 5 * CUSTOMERS,
      AOS_Line_Item_Groups: 5 * CUSTOMERS,
      AOS_Products_Quotes: 5 * CUSTOMERS,
    });
    for (const rows of [...Object.values(joins), emails]) expect(new Set(rows).size).toBe(rows.length);
    for (const shopper of shoppers)
      for (const chain of creationsOf(crm, shopper).chains) expect(outOfOrder(crm, chain)).toEqual([]);

    // A call whose client was killed goes on in the CRM for a while; that is another test's matter.
    const orphaned = ({ startedAt, finishedAt }: JournaledCall) =>
      kills.some((at) => startedAt <= at && at <= (finishedAt ?? at));
    const overlaps = (test: (call: JournaledCall) => boolean) =>
      crm.journal.overlaps(test).filter((pair) => !pair.some(orphaned));
    const numbers = crm.records('AOS_Invoices').map(({ values }) => values.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(overlaps(isSave).filter(([a, b]) => a.id === b.id)).toEqual([]);
  },
);

it.concurrent('the invoice of a process that was killed in its create and the next one have a number each', async () => {
  await using bench = await startProcessBench();
  const { crm } = bench;
  crm.faults.add({
    match: { method: 'POST', module: 'AOS_Invoices' },
    action: { kind: 'slow', ms: 1_500, commit: 'end' },
  });
  // Nobody takes the killed one's event over before the CRM is through with its call.
  const env = { LEASE_MS: '4000', SUITECRM_SERIAL_INVOICES: 'true' };
  const [first, second] = [await bench.start(env), await bench.start(env)];
  const [one, other] = busyDay(2).map(({ messages }) => messages.slice(1, 2));
  await startTraffic(() => first.shop, [one ?? []]).finished;
  const slow = await crm.journal.waitFor(({ fault }) => fault === 'slow');
  const owner = await ownerOfInvoice(bench, [first, second]);
  await startTraffic(() => (owner === first ? second : first).shop, [other ?? []]).finished;
  await owner.kill();
  await bench.allDone();
  expect(slow.finishedAt).not.toBeNull();
  expect(new Set(crm.records('AOS_Invoices').map(({ values }) => values.number)).size).toBe(2);
});

/** The process that has the one running event. */
async function ownerOfInvoice(
  { database }: Awaited<ReturnType<typeof startProcessBench>>,
  services: readonly ServiceProcess[],
): Promise<ServiceProcess> {
  const event = await database.database.prisma.event.findFirstOrThrow({ where: { status: 'running' } });
  const owner = services.find(({ pid }) => event.leaseOwner?.endsWith(` ${pid}`));
  if (owner === undefined) throw new Error(`No process calls itself ${event.leaseOwner}`);
  return owner;
}

/** Numbers from 0 to 1 that are the same at each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
