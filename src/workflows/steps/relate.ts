import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { seeRelations } from './see-relations.ts';

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
export async function relate(run: SuiteCrmRun, plan: RelatePlan): Promise<void> {
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
export async function relateAll(run: SuiteCrmRun, plan: RelateAllPlan): Promise<void> {
  const { module, id, relatedModule, relatedIds, keyOf, seen } = plan;
  await eachOf(relatedIds, run.settings.width, (relatedId) =>
    relate(run, { key: keyOf(relatedId), module, id, relatedModule, relatedId }),
  );
  const relateAgain = (relatedId: string) => run.crm.relate(module, id, relatedModule, relatedId, run.context);
  await seeRelations(run, { key: seen, module, id, relatedModule, relatedIds, relateAgain });
}
