import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { PROMOTIONS } from '../../crm/suitecrm/modules/related-modules.ts';
import { findStanding } from '../../crm/suitecrm/standing.ts';
import { stepKey } from '../../domain/composite-keys.ts';
import { isUuid } from '../../domain/uuid.ts';
import { ofRecord } from '../../domain/warning.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { isNotFound } from './contact/lost-contact.ts';
import { findRecord } from './record/find-record.ts';
import { notShown, type RelatePlan, relate, seeRelations } from './record/relate.ts';
import type { SharedRun, StepRun } from './run.ts';

const SEEN = stepKey('promotions', 'seen');

/**
 * Relates the order's promotions to its invoice (guideline 3.7): by a code, or by a promotion's own id. One that the CRM does not know
 * is only a warning.
 */
export async function addPromotions(run: SharedRun, codes: readonly string[], invoice: string): Promise<void> {
  const standing = await standingPromotions(run, codes, invoice);
  const related = await eachOf(codes, run.settings.width, async (code) => {
    const relation = await relatePromotion(run, code, invoice, standing);
    if (relation === null) run.warn(ofRecord(`The CRM has no promotion ${code}; the invoice stands without it`));
    return relation === null ? [] : [relation];
  });
  await seeRelations(run, {
    key: SEEN,
    module: INVOICES,
    id: invoice,
    relatedModule: PROMOTIONS,
    relations: new Map(
      related.flat().map((relation) => [relation.relatedId, (turn) => relate(run, { ...relation, turn })]),
    ),
  });
}

/** The promotions that the invoice shows, where the event looks again: none of them is related anew. */
async function standingPromotions(run: StepRun, codes: readonly string[], invoice: string): Promise<Set<string>> {
  if (run.runner.mode !== 'again') return new Set();
  const found = await eachOf(codes, run.settings.width, (code) => findPromotion(run, code, []));
  const known = found.filter((id) => id !== null);
  const asked = { key: SEEN, module: INVOICES, id: invoice, relatedModule: PROMOTIONS };
  const missing = await notShown(run, { ...asked, relatedIds: known });
  return new Set(known.filter((id) => !missing.includes(id)));
}

/**
 * The relation by which the promotion now belongs to the invoice, as one of `standing` does already. One that was remembered and is gone
 * since is looked up once more.
 */
async function relatePromotion(
  run: StepRun,
  code: string,
  invoice: string,
  standing: ReadonlySet<string>,
): Promise<RelatePlan | null> {
  const known = await findPromotion(run, code, []);
  if (known === null) return null;
  if (standing.has(known)) return planOf(code, invoice, known);
  try {
    return await relatedBy(run, planOf(code, invoice, known));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const standing = await findStanding(run.crm, PROMOTIONS, known, run.context, run.settings.lookAgain);
    if (standing !== null) throw error;
  }
  run.directory.forget(PROMOTIONS, code);
  const again = await findPromotion(run, code, ['after', known]);
  if (again === null || again === known) return null;
  return await relatedBy(run, planOf(code, invoice, again));
}

async function relatedBy(run: StepRun, plan: RelatePlan): Promise<RelatePlan> {
  await relate(run, plan);
  return plan;
}

function planOf(code: string, invoice: string, promotion: string): RelatePlan {
  const key = stepKey('promotion', code);
  return { key, module: INVOICES, id: invoice, relatedModule: PROMOTIONS, relatedId: promotion };
}

async function findPromotion(run: StepRun, code: string, after: readonly string[]): Promise<string | null> {
  return (await findById(run, code, after)) ?? (await findByCode(run, code, after));
}

async function findById(run: StepRun, id: string, after: readonly string[]): Promise<string | null> {
  if (!isUuid(id)) return null;
  return await findRecord(run, {
    key: stepKey('promotion', id, 'by', 'id', ...after),
    module: PROMOTIONS,
    field: 'id',
    value: id,
  });
}

async function findByCode(run: StepRun, code: string, after: readonly string[]): Promise<string | null> {
  const key = stepKey('promotion', code, 'look-up', ...after);
  return await findRecord(run, { key, module: PROMOTIONS, field: 'code', value: code });
}
