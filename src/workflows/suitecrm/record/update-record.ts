import { describeLoss, notKept } from '../../../crm/suitecrm/kept.ts';
import { readableAttributes } from '../../../crm/suitecrm/modules/attributes.ts';
import type { Attributes, CrmRecord } from '../../../crm/suitecrm/types.ts';
import type { NewLink } from '../../../links/link.ts';
import { RelationNotKept } from '../errors.ts';
import type { StepRun } from '../run.ts';

/** A change of a record that may be made again without harm. */
export interface UpdatePlan {
  readonly key: string;
  readonly module: string;
  readonly id: string;
  readonly attributes: Attributes;
  readonly links?: readonly NewLink[];
  /** Fields that a relation made before has filled in, as the answer is to show them. */
  readonly shows?: Readonly<Record<string, string>>;
  /** Makes that relation once more. */
  readonly makeAgain?: () => Promise<void>;
}

/**
 * PATCH /module. Its answer shows the record: what the CRM did not keep is sent once more and then becomes a warning; a relation that
 * it does not show is made again, and `RelationNotKept` where that does not help.
 */
export async function updateRecord(run: StepRun, plan: UpdatePlan): Promise<void> {
  const { key, module, id, attributes, links } = plan;
  await run.runner.act({ key, verb: 'PATCH', module, crmId: id, request: readableAttributes(attributes) }, async () => {
    const first = await run.crm.update(module, id, attributes, run.context);
    const record = isWhole(plan, first) ? first : await again(run, plan, first);
    const missing = notShown(plan, record);
    if (missing.length > 0) throw new RelationNotKept(module, id, missing.join(', '), Object.values(plan.shows ?? {}));
    const warnings = notKept(attributes, record).map((loss) => describeLoss(module, loss));
    return { output: null, links: links ?? [], warnings };
  });
}

async function again(run: StepRun, plan: UpdatePlan, shown: CrmRecord): Promise<CrmRecord> {
  if (notShown(plan, shown).length > 0) await plan.makeAgain?.();
  return await run.crm.update(plan.module, plan.id, plan.attributes, run.context);
}

function isWhole(plan: UpdatePlan, record: CrmRecord): boolean {
  return notShown(plan, record).length === 0 && notKept(plan.attributes, record).length === 0;
}

// An older server may not show the field at all.
function notShown({ shows = {} }: UpdatePlan, { attributes }: CrmRecord): string[] {
  return Object.entries(shows).flatMap(([field, value]) => {
    const shown = attributes[field];
    return shown === undefined || shown.toLowerCase() === value.toLowerCase() ? [] : [field];
  });
}
