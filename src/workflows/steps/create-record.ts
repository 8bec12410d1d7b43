import Type from 'typebox';
import { createOnce, type NewRecord } from '../../crm/suitecrm/create-once.ts';
import { describeLoss, notKept } from '../../crm/suitecrm/kept.ts';
import { readable } from '../../crm/suitecrm/modules/attributes.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import type { NewLink } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';

/** A record to create: the step's key, what is sent, and what it is linked to. */
export interface CreatePlan extends NewRecord {
  readonly key: string;
  readonly links: readonly Omit<NewLink, 'module' | 'crmId' | 'origin'>[];
  /** What is odd about the record as the CRM shows it, as warnings. */
  readonly inspect?: (record: CrmRecord) => readonly string[];
}

/** POST /module, once: an earlier attempt's record is adopted. What the CRM did not keep becomes a warning. */
export async function createRecord(run: SuiteCrmRun, plan: CreatePlan): Promise<string> {
  const { key, module, id, attributes, links, inspect } = plan;
  return await run.runner.step(
    { key, verb: 'POST', module, crmId: id, request: readable(attributes) },
    Type.String(),
    async ({ lookFirst }) => {
      const { record, adopted } = await createOnce(run.crm, plan, lookFirst, run.context);
      return {
        output: id,
        crmId: id,
        response: { id: record.id, adopted },
        links: links.map((link) => ({ ...link, module, crmId: id, origin: 'created' as const })),
        warnings: [
          ...notKept(attributes, record).map((loss) => describeLoss(module, loss)),
          ...(inspect?.(record) ?? []),
        ],
      };
    },
  );
}
