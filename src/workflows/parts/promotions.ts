import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { PROMOTIONS } from '../../crm/suitecrm/modules/related-modules.ts';
import { stepKey } from '../../domain/composite-keys.ts';
import type { SuiteCrmRun } from '../run.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { findRecord } from '../steps/find-record.ts';
import { relateAll } from '../steps/relate.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Relates the order's promotions to its invoice (guideline 3.7): by a code, or by a promotion's own id. One that the CRM does not know
 * is only a warning.
 */
export async function addPromotions(run: SuiteCrmRun, codes: readonly string[], invoice: string): Promise<void> {
  const found = await eachOf(codes, run.settings.width, async (code) => {
    const promotion = (await findById(run, code)) ?? (await findByCode(run, code));
    if (promotion === null) run.warn(`The CRM has no promotion ${code}; the invoice stands without it`);
    return promotion === null ? [] : [[promotion, code] as const];
  });
  const codeOf = new Map(found.flat());
  await relateAll(run, {
    module: INVOICES,
    id: invoice,
    relatedModule: PROMOTIONS,
    relatedIds: [...codeOf.keys()],
    keyOf: (promotion) => stepKey('promotion', codeOf.get(promotion) ?? promotion),
    seen: stepKey('promotions', 'seen'),
  });
}

async function findById(run: SuiteCrmRun, id: string): Promise<string | null> {
  if (!UUID.test(id)) return null;
  return await findRecord(run, {
    key: stepKey('promotion', id, 'by', 'id'),
    module: PROMOTIONS,
    field: 'id',
    value: id,
  });
}

async function findByCode(run: SuiteCrmRun, code: string): Promise<string | null> {
  const key = stepKey('promotion', code, 'look-up');
  return await findRecord(run, { key, module: PROMOTIONS, field: 'code', value: code });
}
