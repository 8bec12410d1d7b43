import type { Logger } from 'pino';
import { boundedRead } from '../database/bounded-read.ts';
import type { Database } from '../database/client.ts';
import { pendingMigrations } from '../database/migrate.ts';
import { requireWrites } from '../database/require-writes.ts';
import type { CrmStatus } from '../domain/service-events.ts';
import type { Health, HealthReport } from '../http/health.ts';
import { readBacklog } from '../inbox/backlog.ts';
import type { CrmPause } from '../inbox/crm-pauses.ts';
import { lastDeliveries, readCatchUps, type ShopProgress } from '../inbox/shop-catch-ups.ts';
import { caughtUpPrefix } from '../shops/new-delivery.ts';

/** What health is read from. */
export interface ServiceHealthOptions {
  readonly database: Database;
  /** Whether the service listens and is not about to stop. */
  readonly takesWebhooks: () => boolean;
  /** The CRMs in use, each with how it is doing. */
  readonly crms: ReadonlyMap<string, () => CrmStatus>;
  /** Those of them that somebody has paused. */
  readonly pauses: () => ReadonlyMap<string, CrmPause>;
  /** The shops in use, each with how its own API is doing. */
  readonly shops: ReadonlyMap<string, () => CrmStatus>;
  readonly log: Logger;
}

/** Orchestrators give a probe up after some seconds; a database that takes longer counts as down. */
const PATIENCE_MS = 3_000;

interface SeenShops {
  readonly deliveries: ReadonlyMap<string, Date>;
  readonly catchUps: ReadonlyMap<string, ShopProgress>;
}

async function readShops(database: Database, names: readonly string[]): Promise<SeenShops> {
  const [deliveries, catchUps] = await Promise.all([
    lastDeliveries(database, names, caughtUpPrefix),
    readCatchUps(database),
  ]);
  return { deliveries, catchUps };
}

function shopsOf(shops: ReadonlyMap<string, () => CrmStatus>, seen: SeenShops | null): HealthReport['shops'] & object {
  return Object.fromEntries(
    [...shops].map(([name, status]) => [
      name,
      {
        status: status(),
        last_delivery_at: seen?.deliveries.get(name)?.toISOString() ?? null,
        last_catch_up_at: seen?.catchUps.get(name)?.ranAt?.toISOString() ?? null,
        found: seen?.catchUps.get(name)?.found ?? 0,
      },
    ]),
  );
}

function viewPause(pause: CrmPause | undefined): Pick<HealthReport['crms'][string], 'paused'> {
  if (pause === undefined) return {};
  return { paused: { by: pause.actor, reason: pause.reason, since: pause.since.toISOString() } };
}

/** Health as the service knows it. A CRM that is down or paused degrades it and never makes it unready: intake goes on. */
export function serviceHealth(options: ServiceHealthOptions): Health {
  const { database, takesWebhooks, crms, pauses, shops, log } = options;
  const onFailure = (error: unknown) => log.warn({ err: error }, 'the database does not answer');
  // A standby answers as well, and keeps nothing.
  const askWhatWrites = <T>(read: () => Promise<T>) =>
    boundedRead(
      async () => {
        await requireWrites(database);
        return await read();
      },
      PATIENCE_MS,
      onFailure,
    );
  const askMigrations = askWhatWrites(() => pendingMigrations(database));
  const askBacklog = askWhatWrites(() => readBacklog(database));
  const askShops = boundedRead(() => readShops(database, [...shops.keys()]), PATIENCE_MS, onFailure);
  return {
    async ready() {
      const pending = await askMigrations();
      const passed = (is: boolean) => (is ? 'ok' : 'failed');
      const checks = {
        database: passed(pending !== null),
        migrations: passed(pending?.length === 0),
        intake: passed(takesWebhooks()),
      } as const;
      return { ok: Object.values(checks).every((check) => check === 'ok'), checks };
    },

    async report(): Promise<HealthReport> {
      const [backlog, seen] = await Promise.all([askBacklog(), shops.size === 0 ? null : askShops()]);
      const paused = pauses();
      const statuses = Object.fromEntries(
        [...crms].map(([name, status]) => [name, { status: status(), ...viewPause(paused.get(name)) }]),
      );
      const down = backlog === null || Object.values(statuses).some(({ status }) => status !== 'up');
      return {
        status: down ? 'degraded' : 'ok',
        database: backlog === null ? 'down' : 'up',
        crms: statuses,
        ...(shops.size === 0 ? {} : { shops: shopsOf(shops, seen) }),
        backlog:
          backlog === null
            ? null
            : {
                pending: backlog.pending,
                waiting: backlog.waiting,
                retrying: backlog.retrying,
                dead: backlog.dead,
                oldest_pending_age_s: backlog.oldestPendingAgeS,
              },
      };
    },
  };
}
