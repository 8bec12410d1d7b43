import type { Database } from '../database/client.ts';

/** Which links are meant; null = any. */
export interface LinkFilter {
  readonly businessUnit: string | null;
  readonly kind: string | null;
  readonly localId: string | null;
  readonly crmId: string | null;
}

/** A row of the mapping as ops see it. */
export interface SeenLink {
  readonly crm: string;
  readonly module: string;
  readonly kind: string;
  /** Empty where the record belongs to the whole CRM. */
  readonly businessUnit: string;
  readonly localId: string;
  readonly crmId: string;
  readonly origin: string;
  readonly eventId: string | null;
  readonly createdAt: Date;
}

/** The links that match, the newest first, at most `limit`. A unit's filter lets through what belongs to the whole CRM. */
export async function listLinks({ prisma }: Database, filter: LinkFilter, limit: number): Promise<SeenLink[]> {
  const { businessUnit, kind, localId, crmId } = filter;
  return await prisma.link.findMany({
    where: {
      ...(businessUnit === null ? {} : { businessUnit: { in: [businessUnit, ''] } }),
      ...(kind === null ? {} : { kind }),
      ...(localId === null ? {} : { localId }),
      ...(crmId === null ? {} : { crmId }),
    },
    orderBy: [{ createdAt: 'desc' }, { kind: 'asc' }, { localId: 'asc' }],
    take: limit,
    omit: { email: true, seenAt: true },
  });
}
