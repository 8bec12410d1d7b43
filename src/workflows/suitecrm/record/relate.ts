import { setTimeout as pause } from 'node:timers/promises';
import type { LinkKey } from '../../../links/link.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import { RelationNotKept } from '../errors.ts';
import type { StepRun } from '../run.ts';

/** Two records to relate. `links` remember the pair, so that it is not related again by every event. */
export interface RelatePlan {
  readonly key: string;
  readonly module: string;
  readonly id: string;
  readonly relatedModule: string;
  readonly relatedId: string;
  readonly links?: readonly LinkKey[];
}

/** POST relationships. SuiteCRM takes the same pair again without harm, as long as one call follows the other. */
export async function relate(run: StepRun, plan: RelatePlan): Promise<void> {
  const { key, module, id, relatedModule, relatedId } = plan;
  const links = (plan.links ?? []).map((link) => ({ ...link, module, crmId: id, origin: 'created' as const }));
  await run.runner.act(
    { key, verb: 'POST', module, crmId: id, request: { type: relatedModule, id: relatedId }, relatedId },
    async () => {
      await run.crm.relate(module, id, relatedModule, relatedId, run.context);
      return { output: null, links };
    },
  );
}

/** One record to relate to several of another module. */
export interface RelateAllPlan {
  readonly module: string;
  readonly id: string;
  readonly relatedModule: string;
  readonly relatedIds: readonly string[];
  /** The key of the step that relates one of them. */
  readonly keyOf: (relatedId: string) => string;
  /** The key of the step that sees all of them stand. */
  readonly seen: string;
}

/** Relates a record to each of several, then looks once whether all of them stand. */
export async function relateAll(run: StepRun, plan: RelateAllPlan): Promise<void> {
  const { module, id, relatedModule, relatedIds, keyOf, seen } = plan;
  await eachOf(relatedIds, run.settings.width, (relatedId) =>
    relate(run, { key: keyOf(relatedId), module, id, relatedModule, relatedId }),
  );
  const relateAgain = (relatedId: string) => run.crm.relate(module, id, relatedModule, relatedId, run.context);
  await seeRelations(run, { key: seen, module, id, relatedModule, relatedIds, relateAgain });
}

/** Relations of one record to records of another module, which are to stand by now. */
export interface SeenPlan {
  readonly key: string;
  readonly module: string;
  readonly id: string;
  readonly relatedModule: string;
  readonly relatedIds: readonly string[];
  /** Makes the relation to one of them once more. */
  readonly relateAgain: (relatedId: string) => Promise<void>;
  /** Remembered once they stand, so that no later event relates them again. */
  readonly links?: readonly LinkKey[];
}

/**
 * GET relationships: SuiteCRM answers 201 to a relation whose row it could not store, and 200 with an empty list to a look whose query
 * failed (seen on 7.15.0), so what is not shown is related and looked for again before it is believed. Throws `RelationNotKept`.
 * Not looked at: a relation that the record's module does not name, since it cannot be asked for.
 */
export async function seeRelations(run: StepRun, plan: SeenPlan): Promise<void> {
  const { key, module, id, relatedModule, relatedIds, relateAgain, links = [] } = plan;
  if (!run.settings.verifyRelations || relatedIds.length === 0) return;
  const remembered = links.map((link) => ({ ...link, module, crmId: id, origin: 'created' as const }));
  await run.runner.act(
    { key, verb: 'GET', module, crmId: id, request: { [relatedModule]: [...relatedIds] }, assumed: relatedIds },
    async () => {
      const link = await findLinkName(run, module, id, relatedModule);
      if (link === null) return { output: null, response: { unknown: relatedModule }, links: remembered };
      for (const ms of [...run.settings.lookAgain, null]) {
        const shown = new Set((await run.crm.related(module, id, link, run.context)).map((record) => record.id));
        const missing = relatedIds.filter((relatedId) => !shown.has(relatedId));
        if (missing.length === 0) break;
        if (ms === null) throw new RelationNotKept(module, id, relatedModule, missing);
        await pause(ms, undefined, { signal: run.context.signal });
        for (const relatedId of missing) await relateAgain(relatedId);
      }
      return { output: null, response: { shown: [...relatedIds] }, links: remembered };
    },
  );
}

/** The directory's kind for how links are called, by module. */
export const LINK_NAMES = 'link names';

/**
 * How a module's link to another one is called in this CRM: names of relations made in Studio differ. Told by any record of the
 * module, and remembered for a while; null where the record does not name it.
 */
export async function findLinkName(
  run: StepRun,
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
