import type { Database, Prisma } from '../database/client.ts';
import { withoutAddresses } from '../domain/addresses-in-text.ts';
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
  | 'customer.erase'
  | 'shop.erase'
  | 'privacy.request'
  | 'privacy.erase'
  | 'retention.remove';

/** Who decided something, and why. */
export interface Decider {
  /** The name of the admin token. */
  readonly actor: string;
  readonly reason: string;
}

/** One entry of the audit, to be written in the transaction of what it tells. */
export interface AuditNote extends Decider {
  readonly action: AuditAction;
  /** The event, bulk replay, customer, CRM or shop that it was done to, or `links` or `payloads`. */
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

/** Writes an entry. Nobody can take a word of it back, so it says no address, which a person may want to be forgotten. */
export async function writeAudit(prisma: Queries, note: AuditNote): Promise<void> {
  const { actor, action, subject, affected } = note;
  const reason = withoutAddresses(note.reason);
  const details: Prisma.InputJsonObject = JSON.parse(
    JSON.stringify(note.details, (_name, value: unknown) =>
      typeof value === 'string' ? withoutAddresses(value) : value,
    ),
  );
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
