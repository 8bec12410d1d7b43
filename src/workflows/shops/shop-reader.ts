import type { CallContext } from '../../crm/call.ts';

/** What a shop's own API is asked for. */
export interface ShopReader {
  /** All refunds of an order, with their lines. `orderId`: as `shopId` makes it. */
  refundsOf(orderId: string, context: CallContext): Promise<unknown>;
}
