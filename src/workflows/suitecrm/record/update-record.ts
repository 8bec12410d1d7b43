import { describeLoss, notKept } from '../../../crm/suitecrm/kept.ts';
import { readableAttributes } from '../../../crm/suitecrm/modules/attributes.ts';
import type { Attributes, CrmRecord } from '../../../crm/suitecrm/types.ts';
import type { Warning } from '../../../domain/warning.ts';
import type { NewLink } from '../../../links/link.ts';
import { RelationNotKept } from '../errors.ts';
import type { StepRun } from '../run.ts';
import { dueAgain, warningsTold } from './standing-record.ts';

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
 * it does not show is made again, and `RelationNotKept` where that does not help. A change that was made before the event was replayed to
 * look again is not made where the record shows it; a repair sends no more of it than what the event warned of.
 */
export async function updateRecord(run: StepRun, plan: UpdatePlan): Promise<void> {
  const { key, module, id, attributes, links } = plan;
  await run.runner.act(
    { key, verb: 'PATCH', module, crmId: id, request: readableAttributes(attributes) },
    async ({ stood, earlier }) => {
      const standing = stood ? await look(run, plan, earlier.told) : null;
      if (standing !== null) return { output: null, links: links ?? [], warnings: standing };
      const first = await run.crm.update(module, id, attributes, run.context);
      const record = isWhole(plan, first) ? first : await again(run, plan, first);
      const missing = notShown(plan, record);
      if (missing.length > 0)
        throw new RelationNotKept(module, id, missing.join(', '), Object.values(plan.shows ?? {}));
      const warnings = notKept(attributes, record).map((loss) => describeLoss(module, loss));
      return { output: null, links: links ?? [], warnings };
    },
  );
}

/** The warnings of a change that stands as far as it is to; null = it is to be made. */
async function look(run: StepRun, plan: UpdatePlan, told: readonly string[]): Promise<Warning[] | null> {
  const { module, id, attributes } = plan;
  const found = await run.crm.find(module, id, run.context);
  if (found === null || notShown(plan, found).length > 0) return null;
  if (run.runner.mode === 'again') return notKept(attributes, found).length === 0 ? [] : null;
  const due = await dueAgain(run, plan, told, found);
  const record = Object.keys(due).length === 0 ? found : await run.crm.update(module, id, due, run.context);
  return warningsTold(plan, told, record);
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
