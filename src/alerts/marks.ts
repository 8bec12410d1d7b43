import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';

/** What replicas remember together of what was told. */
export type MarkKind = 'error_group' | 'outage' | 'oldest_event';

type Statements = { readonly prisma: Pick<Database['prisma'], '$queryRaw' | '$executeRaw'> };

const readSubjects = rowsBy(Type.Object({ subject: Column.text }));
const readMoments = rowsBy(Type.Object({ at: Column.instant }));

/**
 * Marks subjects and gives those that were not marked since `since`; null = ever. Of replicas that mark one at the same time exactly one is
 * given it.
 */
export async function markNew(
  { prisma }: Statements,
  kind: MarkKind,
  subjects: readonly string[],
  { now, since }: { readonly now: Date; readonly since: Date | null },
): Promise<ReadonlySet<string>> {
  const rows = await readSubjects(
    prisma,
    sql`
    INSERT INTO alert_marks (kind, subject, at)
    SELECT ${kind}, subject, ${now}::timestamptz FROM unnest(${[...subjects].sort()}::text[]) AS given (subject)
    ON CONFLICT (kind, subject) DO UPDATE SET at = ${now} WHERE alert_marks.at < ${since}
    RETURNING subject`,
  );
  return new Set(rows.map(({ subject }) => subject));
}

/** Lets marks that stand count from now. */
export async function renewMarks(
  { prisma }: Statements,
  kind: MarkKind,
  subjects: readonly string[],
  now: Date,
): Promise<void> {
  await prisma.$executeRaw(sql`
    UPDATE alert_marks SET at = ${now} WHERE kind = ${kind} AND subject = ANY (${[...subjects]}::text[]) AND at < ${now}`);
}

/** Takes a mark away, and gives the moment that it was made; null = there was none. */
export async function takeMark({ prisma }: Statements, kind: MarkKind, subject: string): Promise<Date | null> {
  const rows = await readMoments(
    prisma,
    sql`DELETE FROM alert_marks WHERE kind = ${kind} AND subject = ${subject} RETURNING at`,
  );
  return rows[0]?.at ?? null;
}

/** Removes marks that nobody has renewed since `before`. */
export async function forgetMarks({ prisma }: Statements, kind: MarkKind, before: Date): Promise<void> {
  await prisma.$executeRaw(sql`DELETE FROM alert_marks WHERE kind = ${kind} AND at < ${before}`);
}
