import { beforeAll, expect, it } from 'vitest';
import { compareSnapshots } from '../../lab/soak/compare.ts';
import { readMigrations } from '../../src/database/migrations.ts';
import { startProcessBench } from '../support/process-bench.ts';
import { creationsOf, outOfOrder, type Shopper } from '../support/process-day.ts';
import type { ServiceProcess } from '../support/process-service.ts';
import { startTraffic, wrongAnswers } from '../support/process-traffic.ts';
import { type EarlierRelease, unpackRelease } from '../support/releases/earlier-release.ts';
import { openDay } from '../support/releases/open-day.ts';
import { startBench } from '../support/service.ts';

const EARLIER = '0.1.0';
const NEWER_SCHEMA = 'the database is newer than this release, which still works on it';
const STOPPED = { code: 0, signal: null };
/** Done by each constellation of replicas. */
const EACH = 6;
/** So many customers are compared field by field: one of this many. */
const EVERY = 5;
/** Customers at a time. */
const LANES = 3;

let earlier: EarlierRelease;
beforeAll(async () => {
  earlier = await unpackRelease(EARLIER);
});

it('no migration of an earlier release was changed, and those since follow it', async () => {
  const [then, now] = [await readMigrations(earlier.migrations), await readMigrations()];
  expect(now.slice(0, then.length)).toEqual(then);
  expect(now.length).toBeGreaterThan(then.length);
});

it.concurrent('replicas are replaced by this release one after another and then by the earlier one again, under load: no webhook is refused, and every event is done once', async () => {
  await using bench = await startProcessBench({ isEmpty: true });
  const { crm, database } = bench;
  crm.setLatency(() => 10);
  const day = openDay(database.database, LANES);
  const startEarlier = () => bench.start({}, earlier.program);
  const startThis = () => bench.start();
  const started = [await startEarlier(), await startEarlier()];
  const serving = [...started];
  let turn = 0;
  const shop = () => {
    turn += 1;
    const service = serving[turn % serving.length];
    if (service === undefined) throw new TypeError('Two replicas serve all the time');
    return service.shop;
  };
  const stop = async (service: ServiceProcess) => expect(await service.terminate()).toEqual(STOPPED);
  const kill = (service: ServiceProcess) => service.kill();
  /** Starts a replica beside those that serve, ends one of them, and lets the others serve on. */
  const replace = async (place: number, start: () => Promise<ServiceProcess>, end: typeof kill) => {
    const [next, gone] = [await start(), serving[place]];
    started.push(next);
    // It is still asked while it goes, as by a balancer that has not noticed yet.
    if (gone !== undefined) await end(gone);
    serving[place] = next;
    await day.moreAreDone(EACH);
    return next;
  };

  const traffic = startTraffic(shop, day.lanes);
  await day.moreAreDone(EACH);
  await replace(0, startThis, stop);
  await replace(1, startThis, kill);
  const back = await replace(0, startEarlier, stop);
  await replace(1, startEarlier, kill);
  day.close();
  await traffic.finished;
  const events = await bench.allDone();

  expect(wrongAnswers(traffic.tries)).toEqual([]);
  expect(back.log().filter(({ msg }) => msg === NEWER_SCHEMA)).toHaveLength(1);
  // Each of them had a share in the work.
  for (const service of started) expect(service.log().some(({ msg }) => msg === 'event running')).toBe(true);
  const { shoppers } = day;
  expect(events).toHaveLength(6 * shoppers.length);
  for (const shopper of shoppers)
    for (const chain of creationsOf(crm, shopper).chains) expect(outOfOrder(crm, chain)).toEqual([]);
  const numbers = crm.records('AOS_Invoices').map(({ values }) => values.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  const { records, joins, emails } = crm.snapshot();
  expect(Object.fromEntries(Object.entries(records).map(([module, rows]) => [module, rows.length]))).toEqual({
    Leads: shoppers.length,
    Contacts: shoppers.length,
    AOS_Products: 3,
    AOS_Invoices: 5 * shoppers.length,
    AOS_Line_Item_Groups: 5 * shoppers.length,
    AOS_Products_Quotes: 5 * shoppers.length,
  });
  for (const rows of [...Object.values(joins), emails]) expect(new Set(rows).size).toBe(rows.length);
  // Of every few, all is as it would be if nothing had been replaced.
  const quiet = await inQuiet(shoppers.filter((_, index) => index % EVERY === 0));
  const { losses, differences } = compareSnapshots(quiet, crm.snapshot({ withoutNumbers: true }));
  expect({ losses, differences }).toEqual({ losses: [], differences: [] });
});

/** What stands in a CRM where this release alone has done what these customers did. */
async function inQuiet(shoppers: readonly Shopper[]) {
  const quiet = await startBench();
  const serve = async ({ messages }: Shopper) => {
    for (const { route, body, id } of messages)
      expect(await quiet.play(route, body, { id })).toMatchObject({ status: 'done' });
  };
  try {
    await Promise.all(shoppers.map(serve));
    return quiet.crm.snapshot({ withoutNumbers: true });
  } finally {
    await quiet.close();
  }
}

it.concurrent.each(['an earlier release', 'this release'])(
  '%s refuses to start behind a breaking migration that it does not know, says so and ends',
  async (release) => {
    await using bench = await startProcessBench();
    await bench.database.database.prisma.$executeRaw`
      INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
      VALUES ('breaking', '', '20990101000000_other_breaking', now(), 1)`;
    const starting = bench.start({}, release === 'this release' ? undefined : earlier.program);
    await expect(starting).rejects.toThrow(/The service ended with \{"code":1,"signal":null\}/);
    await expect(starting).rejects.toThrow(
      'The database is newer than this code: it has the migration 20990101000000_other_breaking, which is not in prisma/migrations and is not declared additive. Start the newer release.',
    );
  },
);
