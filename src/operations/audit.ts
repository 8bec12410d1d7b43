import type { Database, Prisma } from '../database/client.ts';
import type { Queries } from './transaction.ts';

/** What can be done from outside. */
export type AuditAction =
  | 'event.replay'
  | 'event.amend'
  | 'event.discard'
  | 'replay.start'
  | 'replay.cancel'
  | 'links.import'
  | 'crm.pause'
  | 'crm.resume'
  | 'shop.catch_up'
  | 'privacy.request'
  | 'privacy.erase';

/** Who decided something, and why. */
export interface Decider {
  /** The name of the admin token. */
  readonly actor: string;
  readonly reason: string;
}

/** One entry of the audit, to be written in the transaction of what it tells. */
export interface AuditNote extends Decider {
  readonly action: AuditAction;
  /** The event, bulk replay, CRM or shop that it was done to, or `links`. */
  readonly subject: string;
  /** How many events or links it concerned. */
  readonly affected: number;
  readonly details: Prisma.InputJsonObject;
}

/** An entry as it stands. */
export interface AuditEntry extends Decider {
  readonly id: bigint;
  readonly at: Date;
  readonly action: string;
  readonly subject: string;
  readonly affected: number;
  readonly details: unknown;
}

/** Writes an entry. */
export async function writeAudit(prisma: Queries, note: AuditNote): Promise<void> {
  const { actor, action, subject, reason, affected, details } = note;
  await prisma.auditEntry.create({ data: { actor, action, subject, reason, affected, details }, select: { id: true } });
}

/** Which entries are meant; null = any. */
export interface AuditFilter {
  readonly actor: string | null;
  readonly subject: string | null;
}

/** A page of the audit, the newest first. `before`: the id of the last entry on the page before. */
export async function listAudit(
  { prisma }: Database,
  { actor, subject }: AuditFilter,
  page: { readonly limit: number; readonly before: bigint | null },
): Promise<AuditEntry[]> {
  return await prisma.auditEntry.findMany({
    where: {
      ...(actor === null ? {} : { actor }),
      ...(subject === null ? {} : { subject }),
      ...(page.before === null ? {} : { id: { lt: page.before } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  });
}
