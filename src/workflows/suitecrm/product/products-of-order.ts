import type { CrmCurrency } from '../../../crm/suitecrm/currencies.ts';
import type { Order, OrderLine } from '../../../domain/order.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import type { SuiteCrmRun } from '../run.ts';
import { provideProduct } from './product.ts';

/** The CRM ids of all products of an order by sku. A sku that stands in several lines is taken from the first that tells most. */
export async function provideProducts(
  run: SuiteCrmRun,
  order: Order,
  currency: CrmCurrency,
): Promise<ReadonlyMap<string, string>> {
  const bySku = new Map<string, OrderLine>();
  for (const line of order.groups.flatMap((group) => group.lines)) {
    const known = bySku.get(line.sku);
    if (known === undefined || (known.marker === null && line.marker !== null)) bySku.set(line.sku, line);
  }
  const lines = [...bySku.values()];
  const ids = await eachOf(lines, run.settings.width, (line) => provideProduct(run, line, currency));
  return new Map(lines.map((line, index) => [line.sku, ids[index] ?? '']));
}
