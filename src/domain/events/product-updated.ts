import type { Static } from 'typebox';
import { belongingKey } from '../composite-keys.ts';
import { readExactInstant } from '../dates.ts';
import { childPath, type Fault } from '../faults.ts';
import { CRM_DIGITS } from '../money.ts';
import type { ProductChanges, ProductUpdate } from '../product-update.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { clearable } from './schema/clearable.ts';
import { optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import { OptionalCurrency, OptionalId, OptionalInstant, object, Text } from './schema/fields.ts';
import { LabelText, labelChoice } from './schema/label-fields.ts';

/** A product's description or prices changed, or it is new. */
export interface ProductUpdated {
  readonly type: 'product.updated';
  readonly businessUnit: string;
  readonly update: ProductUpdate;
}

const NAME = 'product.updated';

const ProductSchema = object({
  business_unit: Text,
  sku: OptionalId,
  product_id: OptionalId,
  updated_at: OptionalInstant,
  name: LabelText,
  description: clearable(LabelText),
  type: labelChoice(['Good', 'Service']),
  category: LabelText,
  list_price: optionalDecimal({ min: 0 }),
  cost: optionalDecimal({ min: 0 }),
  currency: OptionalCurrency,
  url: clearable(LabelText),
  image: clearable(LabelText),
});
type ProductInput = Static<typeof ProductSchema>;

/** What a schema cannot say: which product it is, and prices that the CRM can keep. */
function productFaults({ sku, product_id, ...input }: ProductInput): Fault[] {
  const known = sku || product_id;
  const nameless = { path: '/data/sku', message: 'Is required, unless product_id stands for it.' };
  return [...(known ? [] : [nameless]), ...priceFaults(input)];
}

function priceFaults(input: Pick<ProductInput, 'list_price' | 'cost'>): Fault[] {
  return (['list_price', 'cost'] as const).flatMap((name) => {
    const price = input[name];
    if (!price || toDecimal(price).precision() <= CRM_DIGITS) return [];
    return [{ path: childPath('/data', name), message: `Must not have more than ${CRM_DIGITS} digits.` }];
  });
}

/** Null empties description, url and image; for anything else it is as absent, since a product has a name, a type and a price. */
function readChanges(input: ProductInput): ProductChanges {
  const { name, description, type, category, list_price, cost, url, image } = input;
  return {
    ...(name ? { name } : {}),
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(type ? { type } : {}),
    ...(category ? { category } : {}),
    ...(list_price ? { listPrice: toDecimal(list_price) } : {}),
    ...(cost ? { cost: toDecimal(cost) } : {}),
    ...(url === undefined ? {} : { url: url ?? '' }),
    ...(image === undefined ? {} : { image: image ?? '' }),
  };
}

function emptyFaults({ update }: ProductUpdated): Fault[] {
  if (Object.keys(update.changes).length > 0) return [];
  const message = 'Must change name, description, type, category, list_price, cost, url or image.';
  return [{ path: '/data', message }];
}

const reading = readingOf(envelope(NAME, ProductSchema), {
  faults: ({ data }) => productFaults(data),
  read({ data, timestamp }): ProductUpdated {
    const at = data.updated_at ?? timestamp;
    const update = {
      sku: data.sku ?? data.product_id ?? '',
      updatedAt: readExactInstant(at) ?? at,
      changes: readChanges(data),
      currency: data.currency?.toUpperCase() ?? null,
    };
    return { type: NAME, businessUnit: data.business_unit, update };
  },
  misfits: emptyFaults,
});

export const productUpdated: EventType<ProductUpdated, typeof NAME, 'products'> = {
  name: NAME,
  route: 'products',
  subject: 'product',
  crm: 'suitecrm',
  readings: [reading],
  // The same update again changes to what stands already; an older one is told by its instant.
  twins: [],
  // All units of a CRM share its products. Orders have no such key, so that none waits for a product's update.
  keys: ({ update }, crm) => [belongingKey('product', crm, update.sku)],
  localIds: () => ({ userId: null, orderId: null, refundId: null }),
  sample: {
    type: NAME,
    timestamp: '2020-12-18T02:00:00Z',
    data: {
      business_unit: 'experience',
      sku: 'MISM01040500000282',
      name: 'Tea tour with lunch',
      description: 'Two hours, with lunch',
      type: 'Service',
      category: 'E',
      list_price: '2900',
      cost: '2100',
      currency: 'TWD',
      url: 'https://shop.example.com/tea-tour',
      image: 'https://shop.example.com/tea-tour.jpg',
      updated_at: '2020-12-18T02:00:00Z',
    },
  },
};
