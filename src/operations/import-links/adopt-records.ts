import type { Obstacle } from '../../links/found-link.ts';
import { importLinks } from '../../links/import-links.ts';
import { type Decider, writeAudit } from '../audit.ts';
import type { Queries } from '../transaction.ts';
import { ADOPTING_CRM } from './adopted-link.ts';
import type { LinksToImport } from './verify-links.ts';

/** Links that somebody wants to import. */
export interface Adoption extends Decider {
  readonly links: LinksToImport;
  /** Whether the CRM was asked for the records. */
  readonly verified: boolean;
}

/** A link that was not imported, since something says otherwise. `index` counts the links of the import from 0. */
export interface Conflict {
  readonly index: number;
  readonly stands: Obstacle;
}

/** What an import came to. */
export interface Adopted {
  readonly imported: number;
  readonly unchanged: number;
  readonly conflicts: readonly Conflict[];
  /** The indexes of the links whose record the CRM does not show. */
  readonly missing: readonly number[];
}

/**
 * Lets records that stood in the CRM before tillbridge stand for the shop's customers, orders and products. What stands already is never
 * changed, so that the same import may be made again. One commit, with one entry in the audit.
 */
export async function adoptRecords(prisma: Queries, { links, verified, actor, reason }: Adoption): Promise<Adopted> {
  const shown = links.flatMap((link, index) => (link === null ? [] : [{ link, index }]));
  const fates = await importLinks(
    prisma,
    ADOPTING_CRM,
    shown.map(({ link }) => link),
  );
  const conflicts = fates.flatMap((fate, place) => {
    const index = shown[place]?.index;
    return typeof fate === 'string' || index === undefined ? [] : [{ index, stands: fate }];
  });
  const imported = fates.filter((fate) => fate === 'imported').length;
  const unchanged = fates.filter((fate) => fate === 'unchanged').length;
  const missing = links.flatMap((link, index) => (link === null ? [index] : []));
  const details = {
    asked: links.length,
    imported,
    unchanged,
    conflicts: conflicts.length,
    missing: missing.length,
    verified,
  };
  await writeAudit(prisma, { actor, reason, action: 'links.import', subject: 'links', affected: imported, details });
  return { imported, unchanged, conflicts, missing };
}
