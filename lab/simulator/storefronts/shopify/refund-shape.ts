/** A refund, in its own topic and inside its order: what the simulator itself reads of it by name. */
export interface RefundOfShopify {
  readonly id: number;
  readonly order_id: number;
  readonly transactions: readonly {
    readonly status: string;
    readonly amount: string;
    readonly [shown: string]: unknown;
  }[];
  readonly [shown: string]: unknown;
}
