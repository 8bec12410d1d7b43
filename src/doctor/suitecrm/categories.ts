import type { SuiteCrmUnit } from '../../config/config.ts';
import { AccessDenied } from '../../crm/errors.ts';
import { UnknownModule } from '../../crm/suitecrm/errors.ts';
import { PRODUCT_CATEGORIES } from '../../crm/suitecrm/modules/products.ts';
import type { Shop } from '../../shops/shop.ts';
import { type Finding, topic } from '../finding.ts';
import { type Check, type Examination, orRefusal } from './examination.ts';

const CATEGORIES = topic('SuiteCRM product categories');
const MANY = 100;

/** New products are put into a category by its name: it must be there. */
export const checkCategories: Check = async (examination) =>
  await orRefusal(CATEGORIES, async () => {
    let names: string[];
    try {
      names = (await examination.crm.list(PRODUCT_CATEGORIES, MANY)).map(({ attributes }) => attributes.name ?? '');
    } catch (error) {
      // Told with the modules.
      if (error instanceof UnknownModule || error instanceof AccessDenied) return [];
      throw error;
    }
    return [...listed(names), ...(await missing(examination, names))];
  });

function listed(names: readonly string[]): Finding[] {
  if (names.length === 0) {
    const what = 'There is no product category: an order with a new product that names one stops';
    return [CATEGORIES.warning(what, 'Add the categories of the shop under the names it sends')];
  }
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const found = CATEGORIES.ok(`${names.length === MANY ? `${MANY} or more` : names.length}: ${names.join(', ')}`);
  if (twice.length === 0) return [found];
  const several = `Several categories have one name, and the oldest is taken: ${twice.join(', ')}`;
  return [found, CATEGORIES.warning(several, 'Rename or merge them')];
}

/** A category that the configuration names. */
interface NamedCategory {
  readonly category: string;
  /** Who names it, such as `The default_category Tea of business unit experience`. */
  readonly what: string;
  /** The file to correct. */
  readonly file: string;
}

async function missing({ crm, units, shops }: Examination, names: readonly string[]): Promise<Finding[]> {
  const known = new Set(names.map((name) => name.toLowerCase()));
  const findings: Finding[] = [];
  for (const { category, what, file } of [...units.flatMap(ofUnit), ...shops.flatMap(ofShop)]) {
    if (known.has(category.toLowerCase())) continue;
    if (names.length === MANY && (await crm.list(PRODUCT_CATEGORIES, 1, { name: category })).length > 0) continue;
    const advice = `Add it to the CRM, or name another in the file of ${file}`;
    findings.push(CATEGORIES.error(`${what} is none of them: its orders with new products stop`, advice));
  }
  return findings;
}

function ofUnit({ name, defaultCategory }: SuiteCrmUnit): NamedCategory[] {
  if (defaultCategory === null) return [];
  const what = `The default_category ${defaultCategory} of business unit ${name}`;
  return [{ category: defaultCategory, what, file: 'business units' }];
}

function ofShop({ name, category, categories }: Shop): NamedCategory[] {
  const named = new Set([...(category === null ? [] : [category]), ...categories.values()]);
  return [...named].map((each) => ({ category: each, what: `The category ${each} of shop ${name}`, file: 'shops' }));
}
