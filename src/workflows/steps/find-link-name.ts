import type { SuiteCrmRun } from '../run.ts';

/** The directory's kind for how links are called, by module. */
export const LINK_NAMES = 'link names';

/**
 * How a module's link to another one is called in this CRM: names of relations made in Studio differ. Told by any record of the
 * module, and remembered for a while; null where the record does not name it.
 */
export async function findLinkName(
  run: SuiteCrmRun,
  module: string,
  id: string,
  relatedModule: string,
): Promise<string | null> {
  const remembered = run.directory.get(LINK_NAMES, module);
  if (remembered !== null) return remembered[relatedModule] ?? null;
  const links = (await run.crm.find(module, id, run.context))?.links;
  if (links === undefined) return null;
  run.directory.remember(LINK_NAMES, module, links);
  return links[relatedModule] ?? null;
}
