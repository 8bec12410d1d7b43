import type { CrmCurrency } from '../../../crm/suitecrm/currencies.ts';
import { MARKERS, markerAttributes } from '../../../crm/suitecrm/modules/markers.ts';
import { keptPartNumber, PRODUCTS } from '../../../crm/suitecrm/modules/products.ts';
import { catalogPrice } from '../../../domain/amounts/line-amounts.ts';
import type { PricedGroup } from '../../../domain/amounts/order-amounts.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { isProductLine, type Marker, type Order, type OrderProductLine } from '../../../domain/order.ts';
import { markerId, productId } from '../../../domain/record-ids.ts';
import { ofRecord } from '../../../domain/warning.ts';
import type { Link, LinkKey } from '../../../links/link.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import { isNotFound } from '../contact/lost-contact.ts';
import { createInLine, turnOf } from '../record/create-in-line.ts';
import { relateAll } from '../record/relate.ts';
import { isUnseen } from '../record/see-record.ts';
import type { LinkedRun, SharedRun } from '../run.ts';
import { linkedProduct, repairProduct, standingProduct, succeedProduct } from './standing-product.ts';

/**
 * The product of a line: by the mapping, else by its part number in the CRM, else a new one with its category and its pin on
 * the map (guideline 3.2 and 3.3). Work on one sku never overlaps, so two first orders of it make one product. One that the mapping
 * names is looked at once in a while: where it is gone, the one that took its place by its part number does, else a new one.
 */
export async function provideProduct(run: SharedRun, line: OrderProductLine, currency: CrmCurrency): Promise<string> {
  const linked = await linkedProduct(run, line.sku);
  const isKnown = linked !== null && !isUnseen(run, linked) && !run.runner.isAmended;
  if (isKnown && !(await needsMarker(run, line, linked))) return linked.crmId;
  const writes = { module: PRODUCTS, crmId: linked?.crmId ?? productId(line.sku) };
  // Two skus with one beginning have one part number in the CRM: neither may meet the other's product before its link stands.
  return await run.exclusively(`${PRODUCTS} ${keptPartNumber(line.sku)}`, writes, async () => {
    const product = await standingProduct(run, line, currency, isUnseen);
    const { crmId, gone } = product;
    const isNew = gone !== null && product.origin === 'created';
    if (line.marker !== null && (isNew || (await needsMarker(run, line, product)))) {
      await pinOnMap(run, line.sku, line.marker, crmId);
    }
    await repairProduct(run, line, currency, product);
    await succeedProduct(run, product);
    return crmId;
  });
}

// A product that was in the CRM before us keeps the pins it has there; one of ours is pinned once.
async function needsMarker(run: LinkedRun, line: OrderProductLine, product: Pick<Link, 'origin'>): Promise<boolean> {
  if (line.marker === null || product.origin === 'found') return false;
  const pinned = await run.links.find(markerKey(line.sku));
  return pinned === null || pinned.eventId === run.eventId;
}

async function pinOnMap(run: SharedRun, sku: string, marker: Marker, product: string): Promise<void> {
  const before = await run.links.find(markerKey(sku));
  // A pin has the turn of its product: whichever attempt makes it, it is the same.
  const from = Math.max(
    1,
    turnOf(product, (turn) => productId(sku, turn)),
  );
  const created = await createInLine(run, from, (turn) => ({
    key: turn === 1 ? stepKey('marker', sku) : stepKey('marker', sku, `#${turn}`),
    module: MARKERS,
    id: markerId(sku, turn),
    attributes: markerAttributes(marker, run.unit.assignedUserId),
    links: [markerKey(sku)],
  }));
  await pin(run, sku, created, product);
  if (before !== null && before.crmId !== created) {
    await run.mend(
      ['marker'],
      before.crmId,
      created,
      ofRecord(`${MARKERS} ${created} pins the new ${PRODUCTS} ${product}`),
    );
  }
}

async function pin(run: SharedRun, sku: string, marker: string, product: string): Promise<void> {
  await relateAll(run, {
    module: PRODUCTS,
    id: product,
    relatedModule: MARKERS,
    relatedIds: [marker],
    keyOf: () => stepKey('marker', sku, 'of', 'product'),
    seen: stepKey('marker', sku, 'of', 'product', 'seen'),
  });
}

/** The pin of a product that is gone pins the new one in its place; where that is gone as well, the event says so. */
export async function movePin(run: SharedRun, sku: string, product: string): Promise<void> {
  const pinned = await run.links.find(markerKey(sku));
  if (pinned === null) return;
  await pin(run, sku, pinned.crmId, product).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    run.warn(ofRecord(`${PRODUCTS} ${product} has no pin on the map: ${MARKERS} ${pinned.crmId} is gone from the CRM`));
  });
}

function markerKey(sku: string): LinkKey {
  return { kind: 'marker', businessUnit: '', localId: sku };
}

/** The CRM ids of all products of an order by sku. */
export async function provideProducts(
  run: SharedRun,
  order: Pick<Order, 'pricesIncludeTax'>,
  groups: readonly PricedGroup[],
  currency: CrmCurrency,
): Promise<ReadonlyMap<string, string>> {
  const lines = describingLines(groups, order.pricesIncludeTax);
  const ids = await eachOf(lines, run.settings.width, (line) => provideProduct(run, line, currency));
  return new Map(lines.map((line, index) => [line.sku, ids[index] ?? '']));
}

/**
 * For each sku the line that a new product is made from: the dearest, since what is given away beside it is no price; with the first pin
 * that any of them has, and its price without tax.
 */
function describingLines(groups: readonly PricedGroup[], inclusive: boolean): OrderProductLine[] {
  const bySku = new Map<string, OrderProductLine>();
  for (const { line, amounts } of groups.flatMap((group) => group.lines)) {
    if (!isProductLine(line)) continue;
    const next = { ...line, listPrice: catalogPrice(line, amounts, inclusive) };
    const known = bySku.get(line.sku);
    const dearest = known === undefined || next.listPrice.gt(known.listPrice) ? next : known;
    bySku.set(line.sku, { ...dearest, marker: known?.marker ?? line.marker });
  }
  return [...bySku.values()];
}
