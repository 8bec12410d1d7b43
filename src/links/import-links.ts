import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import type { FoundLink, LinkFate, Obstacle } from './found-link.ts';
import type { LinkKind } from './link.ts';
import { findOrdersInWork } from './orders-in-work.ts';

/** A record stands for one of each of these only. A contact may be several users', and be known by several addresses. */
const ONE_OF_A_RECORD: readonly LinkKind[] = ['lead', 'address_lead', 'order', 'refund', 'product'];

const readStanding = rowsBy(
  Type.Object({
    kind: Column.text,
    businessUnit: Column.text,
    localId: Column.text,
    crmId: Column.text,
    eventId: Column.optionalText,
  }),
);

/**
 * Writes links to records that stood in the CRM before tillbridge: one that says the same already is unchanged, what says otherwise
 * stays as it is. Of two in the list that contradict each other the first counts. The fates are in the order of the links.
 *
 * Takes a transaction of its own: until it ends nobody else writes a link, so that what was judged is what is written.
 */
export async function importLinks(
  prisma: Pick<Database['prisma'], '$queryRaw' | '$executeRaw'>,
  crm: string,
  links: readonly FoundLink[],
): Promise<LinkFate[]> {
  if (links.length === 0) return [];
  // Readers go on; a worker that writes a link waits, for a second or two where there are 10,000.
  await prisma.$executeRaw(sql`LOCK TABLE links IN SHARE ROW EXCLUSIVE MODE`);
  const standing = new Standing(await findStandingLinks(prisma, crm, links));
  const inWork = new Map((await findOrdersInWork(prisma, links)).map((order) => [nameOf(order), order]));
  const fresh: FoundLink[] = [];
  const fates = links.map((link): LinkFate => {
    const fate = standing.judge(link) ?? inWork.get(nameOf(link));
    if (fate !== undefined) return fate;
    standing.add({ ...link, eventId: null });
    fresh.push(link);
    return 'imported';
  });
  await insertFound(prisma, crm, fresh);
  return fates;
}

type StandingLink = Obstacle & { readonly crmId: string };

/** The links that have to do with those of a list, by both of their sides. */
class Standing {
  readonly #byName = new Map<string, StandingLink>();
  readonly #byRecord = new Map<string, StandingLink>();

  constructor(links: readonly StandingLink[]) {
    for (const link of links) this.add(link);
  }

  add(link: StandingLink): void {
    this.#byName.set(nameOf(link), link);
    if (ONE_OF_A_RECORD.some((kind) => kind === link.kind)) this.#byRecord.set(recordOf(link), link);
  }

  /** Null where nothing stands for either side of a link. */
  judge(link: FoundLink): 'unchanged' | StandingLink | null {
    const same = this.#byName.get(nameOf(link));
    if (same === undefined) return this.#byRecord.get(recordOf(link)) ?? null;
    return same.crmId === link.crmId ? 'unchanged' : same;
  }
}

function nameOf({ kind, businessUnit, localId }: Pick<Obstacle, 'kind' | 'businessUnit' | 'localId'>): string {
  return JSON.stringify([kind, businessUnit, localId]);
}

// An invoice is an order's or a refund's, never both.
function recordOf({ kind, crmId }: Pick<StandingLink, 'kind' | 'crmId'>): string {
  return JSON.stringify([kind === 'refund' ? 'order' : kind, crmId]);
}

// Raw, since each side is a list of thousands.
async function findStandingLinks(
  prisma: Pick<Database['prisma'], '$queryRaw'>,
  crm: string,
  links: readonly FoundLink[],
): Promise<StandingLink[]> {
  const { modules, kinds, units, localIds, crmIds } = columnsOf(links);
  return await readStanding(
    prisma,
    sql`
    SELECT l.kind, l.business_unit AS "businessUnit", l.local_id AS "localId", l.crm_id AS "crmId", l.event_id AS "eventId"
    FROM unnest(${kinds}::text[], ${units}::text[], ${localIds}::text[]) AS t (kind, business_unit, local_id)
    JOIN links l ON l.crm = ${crm} AND l.kind = t.kind AND l.business_unit = t.business_unit AND l.local_id = t.local_id
    UNION
    SELECT l.kind, l.business_unit, l.local_id, l.crm_id, l.event_id
    FROM unnest(${modules}::text[], ${crmIds}::text[]) AS t (module, crm_id)
    JOIN links l ON l.crm = ${crm} AND l.module = t.module AND l.crm_id = t.crm_id
    WHERE l.kind = ANY (${[...ONE_OF_A_RECORD]}::text[])`,
  );
}

async function insertFound(
  prisma: Pick<Database['prisma'], '$executeRaw'>,
  crm: string,
  links: readonly FoundLink[],
): Promise<void> {
  if (links.length === 0) return;
  const { modules, kinds, units, localIds, crmIds } = columnsOf(links);
  await prisma.$executeRaw(sql`
    INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, email, seen_at)
    SELECT ${crm}, module, kind, business_unit, local_id, crm_id, 'found', email,
           CASE WHEN seen THEN now() ELSE to_timestamp(0) END
    FROM unnest(
      ${modules}::text[], ${kinds}::text[], ${units}::text[], ${localIds}::text[], ${crmIds}::text[],
      ${links.map(({ email }) => email)}::text[], ${links.map(({ seen }) => seen)}::boolean[]
    ) AS t (module, kind, business_unit, local_id, crm_id, email, seen)`);
}

function columnsOf(links: readonly FoundLink[]) {
  return {
    modules: links.map(({ module }) => module),
    kinds: links.map(({ kind }) => kind),
    units: links.map(({ businessUnit }) => businessUnit),
    localIds: links.map(({ localId }) => localId),
    crmIds: links.map(({ crmId }) => crmId),
  };
}
