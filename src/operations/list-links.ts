import { type Database, sql } from '../database/client.ts';

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
export async function listLinks(database: Database, filter: LinkFilter, limit: number): Promise<SeenLink[]> {
  const { businessUnit, kind, localId, crmId } = filter;
  return await database.prisma.$queryRaw<SeenLink[]>(sql`
    SELECT crm, module, kind, business_unit AS "businessUnit", local_id AS "localId", crm_id AS "crmId", origin,
           event_id AS "eventId", created_at AS "createdAt"
    FROM links
    WHERE (${businessUnit}::text IS NULL OR business_unit = ${businessUnit} OR business_unit = '')
      AND (${kind}::text IS NULL OR kind = ${kind})
      AND (${localId}::text IS NULL OR local_id = ${localId})
      AND (${crmId}::text IS NULL OR crm_id = ${crmId})
    ORDER BY created_at DESC, kind, local_id LIMIT ${limit}`);
}
