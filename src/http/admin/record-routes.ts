import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { listAudit } from '../../operations/audit.ts';
import { type LinkPlace, listLinks } from '../../operations/list-links.ts';
import type { AdminOptions } from './admin-options.ts';
import { makeCursor, readCount, readCursor, readMoment } from './cursor.ts';
import { documented } from './documentation.ts';
import { PAGE, QueryLimit, QueryText } from './fields.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.String({ format: 'date-time' });

const LinkQuery = Type.Object(
  {
    business_unit: QueryText,
    kind: QueryText,
    local_id: QueryText,
    crm_id: QueryText,
    limit: QueryLimit,
    cursor: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export const LinkPageSchema = Type.Object({
  links: Type.Array(
    Type.Object({
      crm: Type.String(),
      module: Type.String(),
      kind: Type.String({ description: 'What the record is to the shop: order, contact, product ...' }),
      business_unit: Type.String({ description: 'Empty where the record belongs to the whole CRM.' }),
      local_id: Type.String(),
      crm_id: Type.String(),
      crm_url: Type.Union([Type.String(), Type.Null()], { description: 'Where people see the record in the CRM.' }),
      origin: Type.String({
        description: 'created by tillbridge, found in the CRM, or claimed: a number that an invoice is to get',
      }),
      event_id: Text,
      created_at: Time,
    }),
  ),
  next_cursor: Text,
});

const AuditQuery = Type.Object(
  { actor: QueryText, subject: QueryText, limit: QueryLimit, cursor: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export const AuditPageSchema = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Time,
      actor: Type.String(),
      action: Type.String(),
      subject: Type.String({ description: 'The event or bulk replay, or links.' }),
      reason: Type.String(),
      affected: Type.Integer({ description: 'How many events or links it concerned.' }),
      details: Type.Unknown(),
    }),
  ),
  next_cursor: Text,
});

/** The routes that show the mapping and the audit. */
export function recordRoutes({ database, recordUrls }: AdminOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    const links = documented('The mapping local id → CRM record, the newest first', { 200: LinkPageSchema });
    app.get('/admin/links', { schema: { querystring: LinkQuery, ...links } }, async ({ query }) => {
      const filter = {
        businessUnit: query.business_unit ?? null,
        kind: query.kind ?? null,
        localId: query.local_id ?? null,
        crmId: query.crm_id ?? null,
      };
      const size = Number(query.limit ?? PAGE);
      const after = readCursor(query.cursor, filter, readLinkPlace);
      const found = await listLinks(database, filter, { limit: size + 1, after });
      const page = found.slice(0, size);
      const last = page.at(-1);
      return {
        links: page.map(({ businessUnit, localId, crmId, eventId, createdAt, ...link }) => ({
          ...link,
          business_unit: businessUnit,
          local_id: localId,
          crm_id: crmId,
          crm_url: recordUrls(link.crm, link.module, crmId),
          event_id: eventId,
          created_at: createdAt.toISOString(),
        })),
        next_cursor: found.length > size && last !== undefined ? makeCursor(filter, linkPlace(last)) : null,
      };
    });

    const audit = documented('Who changed what, when and why, the newest first', { 200: AuditPageSchema });
    app.get('/admin/audit', { schema: { querystring: AuditQuery, ...audit } }, async ({ query }) => {
      const { limit = String(PAGE), cursor, actor = null, subject = null } = query;
      const filter = { actor, subject };
      const size = Number(limit);
      const before = readCursor(cursor, filter, ([id]) => readCount(id));
      const entries = await listAudit(database, filter, { limit: size + 1, before });
      const page = entries.slice(0, size);
      const last = page.at(-1);
      return {
        entries: page.map((entry) => ({ ...entry, id: String(entry.id), at: entry.at.toISOString() })),
        next_cursor: entries.length > size && last !== undefined ? makeCursor(filter, [String(last.id)]) : null,
      };
    });
  };
}

function linkPlace({ createdAt, kind, localId, businessUnit, crm }: LinkPlace): string[] {
  return [String(createdAt.getTime()), kind, localId, businessUnit, crm];
}

function readLinkPlace([time, kind, localId, businessUnit, crm, ...rest]: readonly string[]): LinkPlace | null {
  const createdAt = readMoment(time);
  if (createdAt === null || kind === undefined || localId === undefined) return null;
  if (businessUnit === undefined || crm === undefined || rest.length > 0) return null;
  return { createdAt, kind, localId, businessUnit, crm };
}
