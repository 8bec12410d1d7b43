import { type Database, sql } from '../../src/database/client.ts';
import { type Sweep, type SweepSettings, sweepNext } from '../../src/operations/retention/sweep.ts';
import { waitFor } from './wait-for.ts';

/** RETENTION_DAYS of the tests. */
export const DAYS = 90;
export const SETTINGS: SweepSettings = { days: DAYS, everyMs: 0, batch: 200 };

/** Lets events that have ended have done so many days ago, to the microsecond of their order; all of them unless ids are given. */
export async function letAge({ prisma }: Database, days = DAYS + 1, ids?: readonly string[]): Promise<void> {
  await prisma.$executeRaw(sql`
    UPDATE events SET finished_at = finished_at - ${days} * interval '24 hours', received_at = received_at - ${days} * interval '24 hours'
    WHERE finished_at IS NOT NULL AND (${ids === undefined} OR id = ANY (${[...(ids ?? [])]}::uuid[]))`);
}

/** Sweeps until nothing more is due, and tells what the sweep came to. */
export async function sweepAll(database: Database, settings: Partial<SweepSettings> = {}): Promise<Sweep> {
  return await waitFor('the sweep has ended', async () => {
    const turn = await sweepNext(database, { ...SETTINGS, ...settings });
    return turn?.kind === 'finished' ? turn.sweep : null;
  });
}

/** Lets everything that has ended be so old that retention takes it, and takes it. */
export async function removeAll(database: Database): Promise<Sweep> {
  await letAge(database);
  return await sweepAll(database);
}
