import { BASE_CURRENCY, type CrmCurrency, CURRENCIES } from '../../crm/suitecrm/currencies.ts';
import { keptPartNumber, PRODUCTS, type ProductFacts, productChanges } from '../../crm/suitecrm/modules/products.ts';
import { stepKey } from '../../domain/composite-keys.ts';
import type { ProductUpdate } from '../../domain/product-update.ts';
import { productId } from '../../domain/record-ids.ts';
import { ofMoney } from '../../domain/warning.ts';
import type { UpdateKey } from '../../links/applied-updates.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { sideBySide } from '../runner/side-by-side.ts';
import { provideCurrency } from './currency.ts';
import { findCategory } from './product/category.ts';
import { movePin } from './product/product.ts';
import { linkedProduct, standingProduct, succeedProduct } from './product/standing-product.ts';
import { seeRecord } from './record/see-record.ts';
import { updateRecord } from './record/update-record.ts';
import type { UpdatingRun } from './run.ts';
import { comesTooLate } from './update/stale.ts';

/**
 * A shop tells of a product: the one that stands gets what the update names, and one that nobody knows is made, once, as a sale would
 * make it. An update that is older than what stands changes nothing.
 */
export async function updateProduct(run: UpdatingRun, update: ProductUpdate): Promise<WorkflowResult> {
  const { sku, updatedAt, changes } = update;
  const key: UpdateKey = { kind: 'product', businessUnit: '', localId: sku };
  const step = stepKey('product', sku, 'update');
  if (await comesTooLate(run, { key, updatedAt, step })) return DONE;
  const [currency, category] = await sideBySide(
    () => currencyOf(run, update),
    async () => (changes.category === undefined ? null : await findCategory(run, changes.category)),
  );
  const linked = await linkedProduct(run, sku);
  const writes = { module: PRODUCTS, crmId: linked?.crmId ?? productId(sku) };
  // As a sale does: nobody else finds, makes or changes a product of this part number meanwhile.
  await run.exclusively(`${PRODUCTS} ${keptPartNumber(sku)}`, writes, async () => {
    const product = await standingProduct(run, factsOf(update), currency, () => true);
    const id = product.crmId;
    if (!product.isNew) {
      await warnOfOtherPrice(run, update, id, currency);
      const attributes = productChanges(changes, { category, currency });
      await updateRecord(run, { key: step, module: PRODUCTS, id, attributes });
    }
    const isMoved = product.gone !== null || run.runner.mode !== 'resume';
    if (isMoved && product.origin === 'created') await movePin(run, sku, id);
    await succeedProduct(run, product);
  });
  await run.updates.apply(key, updatedAt);
  return DONE;
}

async function currencyOf(run: UpdatingRun, { currency }: ProductUpdate): Promise<CrmCurrency> {
  return currency === null ? BASE_CURRENCY : await provideCurrency(run, currency);
}

/** What a new product is made of where the update does not say: its sku is its name, and what it costs is unknown. */
function factsOf({ sku, changes }: ProductUpdate): ProductFacts {
  return {
    sku,
    name: changes.name ?? sku,
    description: changes.description ?? '',
    category: changes.category ?? null,
    type: changes.type ?? 'Good',
    cost: changes.cost ?? null,
    listPrice: changes.listPrice ?? null,
    url: changes.url ?? null,
    image: changes.image ?? null,
  };
}

/** Price and cost stand in one currency: one of them alone in another currency gives the other another meaning. */
async function warnOfOtherPrice(
  run: UpdatingRun,
  { sku, changes: { listPrice, cost } }: ProductUpdate,
  id: string,
  currency: CrmCurrency,
): Promise<void> {
  if ((listPrice === undefined) === (cost === undefined)) return;
  const other = listPrice === undefined ? 'price' : 'cost';
  await seeRecord(run, {
    key: stepKey('product', sku, 'prices'),
    module: PRODUCTS,
    id,
    fields: [other, 'currency_id'],
    once: true,
    warn(seen) {
      const { [other]: amount = '', currency_id: before = '' } = seen ?? {};
      if (!/[1-9]/.test(amount) || (before || BASE_CURRENCY.id) === currency.id) return [];
      const text = `its ${other} was in ${CURRENCIES} ${before || BASE_CURRENCY.id} and counts in ${currency.id} from now on`;
      return [ofMoney(`${PRODUCTS} ${id}: ${text}; send list_price and cost together`)];
    },
  });
}
