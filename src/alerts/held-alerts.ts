import Type from 'typebox';
import { type Database, type Sql, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { type AlertType, isAlertType } from '../domain/alerts.ts';
import type { Notice } from './alert-kind.ts';

/** No two alerts of one type are sent within this time, whichever replicas send them. */
export const QUIET_MS = 15 * 60_000;

type Statements = { readonly prisma: Pick<Database['prisma'], '$queryRaw' | '$executeRaw'> };

const readClaimed = rowsBy(
  Type.Object({
    type: Column.text,
    count: Column.number,
    title: Column.text,
    text: Column.text,
    at: Column.instant,
  }),
);

/** Adds to what is to be told of a type; the last that happened is what its alert will say. */
export async function holdAlert({ prisma }: Statements, { type, count, title, text, at }: Notice): Promise<void> {
  await prisma.$executeRaw(sql`
    INSERT INTO held_alerts (type, held, happened_at, title, text) VALUES (${type}, ${count}, ${at}, ${title}, ${text})
    ON CONFLICT (type) DO UPDATE
    SET held = ${more(count)}, happened_at = ${at}, title = ${title}, text = ${text}`);
}

/**
 * Takes what is to be told of every type whose last alert is long enough ago. Of replicas that ask at once one gets it: this row is all that
 * they share. Who dies with it in hand has not told it.
 */
export async function claimAlerts({ prisma }: Statements, now: Date): Promise<Notice[]> {
  const rows = await readClaimed(
    prisma,
    sql`
    WITH due AS (
      SELECT type, held, title, text, happened_at FROM held_alerts
      WHERE held > 0 AND (claimed_at IS NULL OR claimed_at <= ${new Date(now.getTime() - QUIET_MS)})
      FOR UPDATE SKIP LOCKED
    )
    UPDATE held_alerts h SET claimed_at = ${now}, held = 0
    FROM due
    WHERE h.type = due.type
    RETURNING h.type, due.held AS count, due.title, due.text, due.happened_at AS at`,
  );
  return rows.flatMap(({ type, ...row }) => (isAlertType(type) ? [{ type, ...row }] : []));
}

/** Gives back what could not be told: it is told with what happens until the next alert of its type may be sent. */
export async function giveBackAlert({ prisma }: Statements, type: AlertType, count: number): Promise<void> {
  await prisma.$executeRaw(sql`UPDATE held_alerts SET held = ${more(count)} WHERE type = ${type}`);
}

// A receiver that stays away for weeks must not make the count more than its column holds.
function more(count: number): Sql {
  return sql`LEAST(held_alerts.held::bigint + ${count}, 1000000000)::int`;
}
