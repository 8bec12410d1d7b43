import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';

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
    { key, verb: 'POST', module, crmId: id, request: { type: relatedModule, id: relatedId } },
    async () => {
      await run.crm.relate(module, id, relatedModule, relatedId, run.context);
      return { output: null, links };
    },
  );
}
