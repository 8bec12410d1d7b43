import type { CrmCurrency } from '../../crm/suitecrm/currencies.ts';
import { MARKERS, markerAttributes } from '../../crm/suitecrm/modules/markers.ts';
import {
  keptPartNumber,
  PRODUCT_CATEGORIES,
  PRODUCTS,
  productAttributes,
} from '../../crm/suitecrm/modules/products.ts';
import { stepKey } from '../../domain/composite-keys.ts';
import type { Marker, OrderLine } from '../../domain/order.ts';
import { markerId, productId } from '../../domain/record-ids.ts';
import type { Link, LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { createRecord } from '../steps/create-record.ts';
import { findProduct, originOfProduct } from '../steps/find-product.ts';
import { findRecord } from '../steps/find-record.ts';
import { relateAll } from '../steps/relate.ts';
import { UnknownInCrm } from '../workflow-errors.ts';

/**
 * The product of a line: by the mapping, else by its part number in the CRM, else a new one with its category and its pin on
 * the map (guideline 3.2 and 3.3). Work on one sku never overlaps, so two first orders of it make one product.
 */
export async function provideProduct(run: SuiteCrmRun, line: OrderLine, currency: CrmCurrency): Promise<string> {
  const linked = await linkedProduct(run, line.sku);
  if (linked !== null && !(await needsMarker(run, line, linked))) return linked.crmId;
  const writes = { module: PRODUCTS, crmId: linked?.crmId ?? productId(line.sku) };
  // Two skus with one beginning have one part number in the CRM: neither may meet the other's product before its link stands.
  return await run.exclusively(`${PRODUCTS} ${keptPartNumber(line.sku)}`, writes, async () => {
    const product = (await linkedProduct(run, line.sku)) ?? (await findOrCreateProduct(run, line, currency));
    if (line.marker !== null && (await needsMarker(run, line, product))) {
      await pinOnMap(run, line.sku, line.marker, product.crmId);
    }
    return product.crmId;
  });
}

async function findOrCreateProduct(run: SuiteCrmRun, line: OrderLine, currency: CrmCurrency): Promise<Link> {
  const found = await findProduct(run, line.sku, productKey(line.sku));
  if (found !== null) return { crmId: found, origin: originOfProduct(found, line.sku), eventId: run.eventId };
  const category = await categoryOf(run, line);
  const created = await createRecord(run, {
    key: stepKey('product', line.sku),
    module: PRODUCTS,
    id: productId(line.sku),
    attributes: productAttributes(line, { category, currency, assignedUserId: run.unit.assignedUserId }),
    links: [productKey(line.sku)],
    inspect: () => ({ warnings: category === null ? [noCategory(line.sku)] : [] }),
  });
  return { crmId: created, origin: 'created', eventId: run.eventId };
}

/** The category that the line names, else the unit's default; a product without either stands in none. */
async function categoryOf(run: SuiteCrmRun, line: OrderLine): Promise<{ id: string; name: string } | null> {
  const name = line.category ?? run.unit.defaultCategory;
  return name === null ? null : { id: await findCategory(run, name), name };
}

function noCategory(sku: string): string {
  return `${PRODUCTS}: ${sku} stands in no category: its line names none, and the business unit has no default_category`;
}

async function findCategory(run: SuiteCrmRun, name: string): Promise<string> {
  const key = stepKey('category', name);
  const found = await findRecord(run, { key, module: PRODUCT_CATEGORIES, field: 'name', value: name });
  if (found === null) throw new UnknownInCrm(PRODUCT_CATEGORIES, `category ${name}`);
  return found;
}

// A product that was in the CRM before us keeps the pins it has there; one of ours is pinned once.
async function needsMarker(run: SuiteCrmRun, line: OrderLine, product: Link): Promise<boolean> {
  if (line.marker === null || product.origin === 'found') return false;
  const pinned = await run.links.find(markerKey(line.sku));
  return pinned === null || pinned.eventId === run.eventId;
}

async function pinOnMap(run: SuiteCrmRun, sku: string, marker: Marker, product: string): Promise<void> {
  const created = await createRecord(run, {
    key: stepKey('marker', sku),
    module: MARKERS,
    id: markerId(sku),
    attributes: markerAttributes(marker, run.unit.assignedUserId),
    links: [markerKey(sku)],
  });
  await relateAll(run, {
    module: PRODUCTS,
    id: product,
    relatedModule: MARKERS,
    relatedIds: [created],
    keyOf: () => stepKey('marker', sku, 'of', 'product'),
    seen: stepKey('marker', sku, 'of', 'product', 'seen'),
  });
}

async function linkedProduct(run: SuiteCrmRun, sku: string): Promise<Link | null> {
  return await run.links.find(productKey(sku));
}

function productKey(sku: string): LinkKey {
  return { kind: 'product', businessUnit: '', localId: sku };
}

function markerKey(sku: string): LinkKey {
  return { kind: 'marker', businessUnit: '', localId: sku };
}
