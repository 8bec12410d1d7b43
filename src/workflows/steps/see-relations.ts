import { setTimeout as pause } from 'node:timers/promises';
import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { RelationNotKept } from '../workflow-errors.ts';
import { findLinkName } from './find-link-name.ts';

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
export async function seeRelations(run: SuiteCrmRun, plan: SeenPlan): Promise<void> {
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
