import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import type { ImportedLink } from '../../domain/imported-link.ts';
import { answerOnce } from '../../operations/idempotent-answer.ts';
import { adoptRecords, type Conflict } from '../../operations/import-links/adopt-records.ts';
import type { AdoptedLink } from '../../operations/import-links/adopted-link.ts';
import {
  type LinksToImport,
  RecordsNotSeen,
  trustLinks,
  verifyLinks,
} from '../../operations/import-links/verify-links.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented } from './documentation.ts';
import { KeyHeader, keyedRequest } from './keyed-request.ts';
import { LinkImport, MAX_IMPORT_BYTES, readLinkImport } from './read-link-import.ts';

const Text = Type.Union([Type.String(), Type.Null()]);

const NAMED = {
  index: Type.Integer({ description: 'The place of the link in the request, from 0.' }),
  business_unit: Type.String(),
  kind: Type.String(),
  local_id: Type.String(),
  crm_id: Type.String(),
};
const Stands = Type.Object(
  {
    business_unit: Type.String({ description: 'Empty where it belongs to the whole CRM.' }),
    kind: Type.String({ description: 'As in the list of links: address_lead is a lead that is known by its address.' }),
    local_id: Type.String(),
    crm_id: Type.Union([Type.String(), Type.Null()], {
      description: "Null where the order's own event is still on its way, and may make an invoice.",
    }),
    event_id: Text,
  },
  { description: 'What says otherwise. It stays as it is.' },
);
const Imported = Type.Object({
  imported: Type.Integer(),
  unchanged: Type.Integer({ description: 'Links that said the same before.' }),
  conflicts: Type.Array(Type.Object({ ...NAMED, stands: Stands })),
  missing: Type.Array(Type.Object(NAMED), { description: 'Links whose record the CRM does not show.' }),
});

/** The route by which what stood in the CRM before tillbridge is adopted. */
export function importRoutes({ database, units, records }: AdminOptions): FastifyPluginAsyncTypebox {
  /** The links as the CRM shows their records, or as they are told. */
  async function look(links: readonly AdoptedLink[], verify: boolean, reply: FastifyReply): Promise<LinksToImport> {
    if (!verify) return trustLinks(links);
    if (records === null)
      throw new HttpError(503, 'crm_not_configured', 'SuiteCRM is not in use here; send the same without verify.');
    try {
      return await verifyLinks(records, links, whileAsked(reply));
    } catch (error) {
      if (!(error instanceof RecordsNotSeen)) throw error;
      const status = error.errorClass === 'transient' || error.errorClass === 'auth' ? 503 : 502;
      throw new HttpError(status, error.code, `${error.message}.`);
    }
  }

  return async (app) => {
    const adopt = documented(
      'Lets records that stood in the CRM before tillbridge stand for customers, orders and products',
      {
        200: Imported,
        ...BODY_PROBLEMS,
        502: ProblemSchema,
      },
    );
    app.post(
      '/admin/links/import',
      { bodyLimit: MAX_IMPORT_BYTES, schema: { headers: KeyHeader, body: LinkImport, ...adopt } },
      async (request, reply) => {
        const { reason, verify = false, links } = request.body;
        const key = keyedRequest(request);
        const found = await look(readLinkImport(links, units), verify, reply);
        const { actor, log } = request;
        const { body, fresh } = await answerOnce(database, key, Imported, async (prisma) => {
          const adopted = await adoptRecords(prisma, { links: found, verified: verify, actor, reason: reason.trim() });
          const named = (index: number) => nameLink(links, index);
          return {
            imported: adopted.imported,
            unchanged: adopted.unchanged,
            conflicts: adopted.conflicts.map(({ index, stands }) => ({
              ...named(index),
              stands: viewObstacle(stands),
            })),
            missing: adopted.missing.map(named),
          };
        });
        if (fresh) log.info({ asked: links.length, imported: body.imported, actor }, 'links imported');
        return body;
      },
    );
  };
}

/** Aborts once nobody waits for the answer any more. */
function whileAsked(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}

function nameLink(links: readonly ImportedLink[], index: number): Static<typeof Imported>['missing'][number] {
  const link = links[index];
  if (link === undefined) throw new RangeError('An import tells of its own links only');
  return { index, ...link };
}

function viewObstacle({ kind, businessUnit, localId, crmId, eventId }: Conflict['stands']): Static<typeof Stands> {
  return { business_unit: businessUnit, kind, local_id: localId, crm_id: crmId, event_id: eventId };
}
