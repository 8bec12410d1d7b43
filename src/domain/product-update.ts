import type { Decimal } from './money.ts';
import type { ProductType } from './order.ts';

/** What changes of a product; what is absent stays as it is. Empty text empties. */
export interface ProductChanges {
  readonly name?: string;
  readonly description?: string;
  readonly type?: ProductType;
  /** By its name. */
  readonly category?: string;
  readonly listPrice?: Decimal;
  readonly cost?: Decimal;
  readonly url?: string;
  readonly image?: string;
}

/** What a shop tells of a product. */
export interface ProductUpdate {
  /** The product's sku, or the shop's own id where it has none. */
  readonly sku: string;
  /** When it was so, as `readExactInstant` gives it. */
  readonly updatedAt: string;
  readonly changes: ProductChanges;
  /** ISO 4217 code in capitals of its prices; null = the CRM's own. */
  readonly currency: string | null;
}
