import type { CrmCurrency } from '../../../crm/suitecrm/currencies.ts';
import { readableAttributes } from '../../../crm/suitecrm/modules/attributes.ts';
import {
  PRODUCTS,
  type ProductCategory,
  type ProductFacts,
  productAttributes,
} from '../../../crm/suitecrm/modules/products.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { productId } from '../../../domain/record-ids.ts';
import { ofLabel, ofRecord, type Warning } from '../../../domain/warning.ts';
import type { Link, LinkKey } from '../../../links/link.ts';
import { createInLine, turnAfter, turnOf } from '../record/create-in-line.ts';
import { type CreatePlan, createRecord } from '../record/create-record.ts';
import { seeRecord } from '../record/see-record.ts';
import type { LinkedRun, SharedRun, StepRun } from '../run.ts';
import { findCategory } from './category.ts';
import { findProduct, originOfProduct, productLookUp } from './find-product.ts';

/** A product that stands in the CRM. */
export interface StandingProduct extends Pick<Link, 'crmId' | 'origin' | 'eventId'> {
  /** The one that is gone and whose place it took. */
  readonly gone: string | null;
  /** It was made just now, and is as it was described. */
  readonly isNew: boolean;
}

/**
 * The product of a sku: by the mapping, else by its part number in the CRM, else a new one as it is described. `isDoubtful`: whether one
 * that the mapping names is looked at; one that is gone has a successor, by its part number or new. To be asked while nobody else works on
 * the sku.
 */
export async function standingProduct(
  run: SharedRun,
  facts: ProductFacts,
  currency: CrmCurrency,
  isDoubtful: (run: StepRun, linked: Link) => boolean,
): Promise<StandingProduct> {
  const linked = await linkedProduct(run, facts.sku);
  if (linked === null) return { ...(await findOrCreateProduct(run, facts, currency, null)), gone: null };
  const gone = linked.crmId;
  const look = { key: stepKey('product', facts.sku, 'seen'), module: PRODUCTS, id: gone };
  if (!isDoubtful(run, linked) || (await seeRecord(run, look)) !== null) return { ...linked, gone: null, isNew: false };
  return { ...(await findOrCreateProduct(run, facts, currency, gone)), gone };
}

/** Lets the mapping follow to a product that took the place of one that is gone. Last: a run that ends before goes on from there. */
export async function succeedProduct(run: LinkedRun, { gone, crmId }: StandingProduct): Promise<void> {
  if (gone === null) return;
  const text = `${PRODUCTS} ${gone} is gone from the CRM; ${crmId} took its place`;
  await run.mend(['product'], gone, crmId, ofRecord(text));
}

/** The product that the mapping knows for a sku, or null. */
export async function linkedProduct(run: LinkedRun, sku: string): Promise<Link | null> {
  return await run.links.find(productKey(sku));
}

async function findOrCreateProduct(
  run: SharedRun,
  facts: ProductFacts,
  currency: CrmCurrency,
  gone: string | null,
): Promise<Omit<StandingProduct, 'gone'>> {
  const { sku } = facts;
  const found = await findProduct(run, sku, productKey(sku), gone);
  if (found !== null) return { crmId: found, origin: originOfProduct(found, sku), eventId: run.eventId, isNew: false };
  const category = await categoryOf(run, facts);
  const idOf = (turn: number) => productId(sku, turn);
  let stood = false;
  const created = await createInLine(run, turnAfter(gone, idOf), (turn) => ({
    ...productPlan(run, facts, { category, currency }, turn),
    async beforeAdoption() {
      stood = true;
    },
  }));
  return { crmId: created, origin: 'created', eventId: run.eventId, isNew: !stood };
}

async function categoryOf(run: SharedRun, { category }: ProductFacts): Promise<ProductCategory | null> {
  const named = category ?? run.unit.defaultCategory;
  return named === null ? null : await findCategory(run, named);
}

function productPlan(
  run: SharedRun,
  facts: ProductFacts,
  { category, currency }: { readonly category: ProductCategory | null; readonly currency: CrmCurrency },
  turn: number,
): CreatePlan {
  const { sku } = facts;
  return {
    key: createKey(sku, turn),
    module: PRODUCTS,
    id: productId(sku, turn),
    attributes: productAttributes(facts, { category, currency, assignedUserId: run.unit.assignedUserId }),
    links: [productKey(sku)],
    fillsIn: ['category', 'aos_product_category_id'],
    inspect: () => ({ warnings: category === null ? [noCategory(sku)] : [] }),
  };
}

/**
 * Tries again what this event has warned of when it found or made a product: what was not kept of it, its category, its namesakes. One that
 * an amended payload describes as before is taken.
 */
export async function repairProduct(
  run: SharedRun,
  facts: ProductFacts,
  currency: CrmCurrency,
  product: StandingProduct,
): Promise<void> {
  const { sku } = facts;
  if (run.runner.isToRepair(productLookUp(sku))) await findProduct(run, sku, productKey(sku));
  const turn = turnOf(product.crmId, (of) => productId(sku, of));
  const isDue = run.runner.isToRepair(createKey(sku, turn));
  if (turn === 0 || !(isDue || run.runner.isAmended)) return;
  const category = await categoryOf(run, facts);
  const plan = productPlan(run, facts, { category, currency }, turn);
  run.runner.accept(plan.key, readableAttributes(plan.attributes));
  if (isDue) await createRecord(run, plan);
}

function createKey(sku: string, turn: number): string {
  return turn === 1 ? stepKey('product', sku) : stepKey('product', sku, `#${turn}`);
}

function noCategory(sku: string): Warning {
  return ofLabel(
    `${PRODUCTS}: ${sku} stands in no category: none is named, and the business unit has no default_category`,
  );
}

function productKey(sku: string): LinkKey {
  return { kind: 'product', businessUnit: '', localId: sku };
}
