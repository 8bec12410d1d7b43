import Type from 'typebox';
import { PART_NUMBER_LENGTH, PRODUCTS } from '../../../crm/suitecrm/modules/products.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { productId } from '../../../domain/record-ids.ts';
import { ofRecord } from '../../../domain/warning.ts';
import type { LinkKey, LinkOrigin } from '../../../links/link.ts';
import { turnOf } from '../record/create-in-line.ts';
import { search } from '../record/find-record.ts';
import type { LinkedRun } from '../run.ts';

/**
 * GET AOS_Products by part number: the oldest whose part number is exactly the sku and that does not stand for another sku
 * already, nor is `gone`, whose successor is looked for. SuiteCRM cuts part numbers, so a long sku is never found and a short one may
 * meet the cut one of another.
 */
export async function findProduct(
  run: LinkedRun,
  sku: string,
  link: LinkKey,
  gone: string | null = null,
): Promise<string | null> {
  const key = gone === null ? productLookUp(sku) : stepKey('product', sku, 'look-up', 'after', gone);
  const renewed = run.runner.isToRepair(key);
  return await run.runner.step(
    { key, verb: 'GET', module: PRODUCTS, request: { part_number: sku }, renewed },
    Type.Union([Type.String(), Type.Null()]),
    async ({ stood, earlier }) => {
      if (sku.length > PART_NUMBER_LENGTH) return { output: null };
      const isSku = ({ id, attributes }: CrmRecord) => attributes.part_number === sku && id !== gone;
      const { matching, shown } = await search(run, {
        module: PRODUCTS,
        filter: { part_number: sku },
        matches: isSku,
      });
      const taken = await run.links.localIdsOf('product', shown);
      const free = matching.filter(({ id }) => (taken.get(id) ?? sku) === sku);
      const [oldest, ...others] = free;
      if (oldest === undefined) return { output: null, response: [...shown] };
      // What was taken stays taken, however many there are by now.
      const id = stood && typeof earlier.output === 'string' ? earlier.output : oldest.id;
      return {
        output: id,
        crmId: id,
        response: free.map((record) => record.id),
        links: [{ ...link, module: PRODUCTS, crmId: id, origin: originOfProduct(id, sku) }],
        warnings:
          others.length === 0
            ? []
            : [ofRecord(`${free.length} ${PRODUCTS} have part_number ${sku}; the oldest is used`)],
      };
    },
  );
}

/** The step that looks for a product by its part number. */
export function productLookUp(sku: string): string {
  return stepKey('product', sku, 'look-up');
}

/** A product found under the id that we give its sku is our own, from an attempt whose answer was lost. */
export function originOfProduct(id: string, sku: string): LinkOrigin {
  return turnOf(id, (turn) => productId(sku, turn)) > 0 ? 'created' : 'found';
}
