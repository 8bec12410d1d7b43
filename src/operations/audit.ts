import { type Database, sql } from '../database/client.ts';
import type { Queries } from './transaction.ts';

/** What can be done to events from outside. */
export type AuditAction = 'event.replay' | 'event.discard' | 'replay.start' | 'replay.cancel';

/** Who decided something, and why. */
export interface Decider {
  /** The name of the admin token. */
  readonly actor: string;
  readonly reason: string;
}

/** One entry of the audit, to be written in the transaction of what it tells. */
export interface AuditNote extends Decider {
  readonly action: AuditAction;
  /** The event or bulk replay that it was done to. */
  readonly subject: string;
  /** How many events it concerned. */
  readonly affected: number;
  readonly details: object;
}

/** An entry as it stands. */
export interface AuditEntry extends AuditNote {
  readonly id: bigint;
  readonly at: Date;
}

/** Writes an entry. */
export async function writeAudit(prisma: Queries, note: AuditNote): Promise<void> {
  await prisma.$executeRaw(sql`
    INSERT INTO audit (actor, action, subject, reason, affected, details)
    VALUES (${note.actor}, ${note.action}, ${note.subject}, ${note.reason}, ${note.affected},
            ${JSON.stringify(note.details)}::jsonb)`);
}

/** Which entries are meant; null = any. */
export interface AuditFilter {
  readonly actor: string | null;
  readonly subject: string | null;
}

/** A page of the audit, the newest first. `before`: the id of the last entry on the page before. */
export async function listAudit(
  database: Database,
  { actor, subject }: AuditFilter,
  page: { readonly limit: number; readonly before: bigint | null },
): Promise<AuditEntry[]> {
  return await database.prisma.$queryRaw<AuditEntry[]>(sql`
    SELECT id, at, actor, action, subject, reason, affected, details FROM audit
    WHERE (${actor}::text IS NULL OR actor = ${actor}) AND (${subject}::text IS NULL OR subject = ${subject})
      AND (${page.before}::bigint IS NULL OR id < ${page.before})
    ORDER BY id DESC LIMIT ${page.limit}`);
}
