import { readable } from '../../crm/suitecrm/modules/attributes.ts';
import type { Attributes } from '../../crm/suitecrm/types.ts';
import type { NewLink } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';

/** A change of a record that may be made again without harm. */
export interface UpdatePlan {
  readonly key: string;
  readonly module: string;
  readonly id: string;
  readonly attributes: Attributes;
  readonly links?: readonly NewLink[];
}

/** PATCH /module. */
export async function updateRecord(run: SuiteCrmRun, plan: UpdatePlan): Promise<void> {
  const { key, module, id, attributes, links } = plan;
  await run.runner.act({ key, verb: 'PATCH', module, crmId: id, request: readable(attributes) }, async () => {
    await run.crm.update(module, id, attributes, run.context);
    return { output: null, links: links ?? [] };
  });
}
