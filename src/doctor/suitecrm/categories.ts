import { AccessDenied, UnknownModule } from '../../crm/suitecrm/errors.ts';
import { PRODUCT_CATEGORIES } from '../../crm/suitecrm/modules/products.ts';
import { topic } from '../finding.ts';
import { type Check, orRefusal } from './examination.ts';

const CATEGORIES = topic('SuiteCRM product categories');
const MANY = 100;

/** New products are put into a category by its name: it must be there. */
export const checkCategories: Check = async ({ crm }) =>
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
    if (twice.length === 0) return [found];
    const what = `Several categories have one name, and the oldest is taken: ${twice.join(', ')}`;
    return [found, CATEGORIES.warning(what, 'Rename or merge them')];
  });
