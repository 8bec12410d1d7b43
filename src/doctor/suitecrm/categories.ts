import type { SuiteCrmUnit } from '../../config/config.ts';
import { AccessDenied } from '../../crm/errors.ts';
import { UnknownModule } from '../../crm/suitecrm/errors.ts';
import { PRODUCT_CATEGORIES } from '../../crm/suitecrm/modules/products.ts';
import { type Finding, topic } from '../finding.ts';
import { type Check, orRefusal } from './examination.ts';

const CATEGORIES = topic('SuiteCRM product categories');
const MANY = 100;

/** New products are put into a category by its name: it must be there. */
export const checkCategories: Check = async ({ crm, units }) =>
  await orRefusal(CATEGORIES, async () => {
    let names: string[];
    try {
      names = (await crm.list(PRODUCT_CATEGORIES, MANY)).map(({ attributes }) => attributes.name ?? '');
    } catch (error) {
      // Told with the modules.
      if (error instanceof UnknownModule || error instanceof AccessDenied) return [];
      throw error;
    }
    if (names.length === 0) {
      const what = 'There is no product category: an order with a new product that names one stops';
      return [CATEGORIES.warning(what, 'Add the categories of the shop under the names it sends')];
    }
    const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
    const found = CATEGORIES.ok(`${names.length === MANY ? `${MANY} or more` : names.length}: ${names.join(', ')}`);
    const several = `Several categories have one name, and the oldest is taken: ${twice.join(', ')}`;
    return [
      found,
      ...(twice.length === 0 ? [] : [CATEGORIES.warning(several, 'Rename or merge them')]),
      ...(names.length === MANY ? [] : missingDefaults(units, names)),
    ];
  });

function missingDefaults(units: readonly SuiteCrmUnit[], names: readonly string[]): Finding[] {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return units.flatMap(({ name, defaultCategory }) =>
    defaultCategory === null || known.has(defaultCategory.toLowerCase())
      ? []
      : [
          CATEGORIES.error(
            `The default_category ${defaultCategory} of business unit ${name} is none of them: its orders with new products stop`,
            'Add it to the CRM, or name another in the file of business units',
          ),
        ],
  );
}
