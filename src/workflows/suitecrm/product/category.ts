import { PRODUCT_CATEGORIES, type ProductCategory } from '../../../crm/suitecrm/modules/products.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { UnknownInCrm } from '../errors.ts';
import { findRecord } from '../record/find-record.ts';
import type { StepRun } from '../run.ts';

/** The category of a name (guideline 3.2). Throws `UnknownInCrm`. */
export async function findCategory(run: StepRun, name: string): Promise<ProductCategory> {
  const key = stepKey('category', name);
  const id = await findRecord(run, { key, module: PRODUCT_CATEGORIES, field: 'name', value: name });
  if (id === null) throw new UnknownInCrm(PRODUCT_CATEGORIES, `category ${name}`);
  return { id, name };
}
