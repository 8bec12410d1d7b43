import type { Config } from '../../config/config.ts';
import { boundedRead } from '../../database/bounded-read.ts';
import type { Database } from '../../database/client.ts';
import { pendingMigrations } from '../../database/migrate.ts';
import { TillbridgeError } from '../../domain/errors.ts';
import { lastDeliveries, readCatchUps, type ShopProgress } from '../../inbox/shop-catch-ups.ts';
import { caughtUpPrefix } from '../../shops/new-delivery.ts';
import type { Shop, ShopApi } from '../../shops/shop.ts';
import type { Finding, Topic } from '../finding.ts';
import { withDatabase } from '../opened-database.ts';
import type { DoctorSurroundings } from '../section.ts';

/** What the service's database knows of the shops, by their names. */
export interface Heard {
  readonly deliveries: ReadonlyMap<string, Date>;
  readonly catchUps: ReadonlyMap<string, ShopProgress>;
}

const PATIENCE_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A shop that sells anything at all tells of something in this time. */
const LONG_AGO_MS = 7 * DAY_MS;
/** Rounds that may be left out before it is told: a replica that starts again, a shop that is away for a while. */
const ROUNDS = 6;

/** When the shops were last heard of; null where the database does not tell, whose own section says why. */
export async function readHeard(config: Config, surroundings: DoctorSurroundings): Promise<Heard | null> {
  const names = [...config.shops.keys()];
  const read = async (database: Database) => {
    if ((await pendingMigrations(database)).length > 0) return null;
    const deliveries = await lastDeliveries(database, names, caughtUpPrefix);
    return { deliveries, catchUps: await readCatchUps(database) };
  };
  try {
    return await withDatabase(config.database, surroundings, async (database) => {
      // Why it does not answer is told with the database.
      const ask = boundedRead(
        () => read(database),
        PATIENCE_MS,
        () => {},
      );
      return await ask();
    });
  } catch (error) {
    if (error instanceof TillbridgeError) return null;
    throw error;
  }
}

/** Whether the webhooks of a shop come, and whether it is asked for the others. `now`: Unix time in milliseconds. */
export function heardOf(its: Topic, shop: Shop, { deliveries, catchUps }: Heard, now: number): Finding[] {
  const delivery = ofDelivery(its, shop, deliveries.get(shop.name) ?? null, now);
  return shop.api === null ? [delivery] : [delivery, ofCatchUp(its, shop.api, catchUps.get(shop.name) ?? null, now)];
}

function ofDelivery(its: Topic, { name }: Shop, last: Date | null, now: number): Finding {
  const address = `https://<your service>/webhooks/shops/${name}`;
  if (last === null) {
    const advice = `Let its webhooks post to ${address}; what a platform sends to try them out is not counted`;
    return its.warning('No webhook of it has ever come', advice);
  }
  const what = `Its last webhook came ${when(last, now)}`;
  if (now - last.getTime() < LONG_AGO_MS) return its.ok(what);
  const advice = `If it has sold anything since, look in its admin whether the webhooks are still active and post to ${address}`;
  return its.warning(what, advice);
}

function ofCatchUp(its: Topic, { catchUpMs }: ShopApi, progress: ShopProgress | null, now: number): Finding {
  const { ranAt = null, found = 0 } = progress ?? {};
  const every = `The running service asks every ${catchUpMs / MINUTE_MS} minutes`;
  if (ranAt === null) {
    const advice = `${every}: start it, or see its log for what keeps it from coming to the end`;
    return its.warning('It was never asked to the end for what no webhook has brought', advice);
  }
  const what = `It was last asked for what no webhook has brought ${when(ranAt, now)}; ${found} found so in all`;
  if (now - ranAt.getTime() < Math.max(ROUNDS * catchUpMs, HOUR_MS)) return its.ok(what);
  return its.warning(what, `${every}: see whether it runs, and in its log why the shop could not be asked`);
}

function when(at: Date, now: number): string {
  const minutes = Math.max(0, Math.round((now - at.getTime()) / MINUTE_MS));
  const [number, unit] =
    minutes < 120 ? [minutes, 'minute'] : minutes < 48 * 60 ? [hours(minutes), 'hour'] : [days(minutes), 'day'];
  const ago = `${number} ${unit}${number === 1 ? '' : 's'} ago`;
  return `${ago} (${at.toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
}

function hours(minutes: number): number {
  return Math.floor(minutes / 60);
}

function days(minutes: number): number {
  return Math.floor(minutes / (24 * 60));
}
