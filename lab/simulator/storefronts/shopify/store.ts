import { Decimal, sum } from '../../../../src/domain/money.ts';
import type { Buyer, Cart } from '../cart.ts';
import { customerOf, makeShopifyOrder, type ShopifySettings, type SoldByShopify } from './order.ts';
import { makeShopifyRefund, type ShopifyGivenBack } from './refund.ts';
import type { RefundOfShopify } from './refund-shape.ts';

/** As long as real ids are. */
const FIRST_ID = 5_400_000_010_001;

/** What the simulated shop has sold and given back, whoever is told of it. */
export class ShopifyStore {
  readonly orders = new Map<number, SoldByShopify>();
  readonly #settings: ShopifySettings;
  readonly #now: () => Date;
  #nextId: number;

  constructor(settings: ShopifySettings, now: () => Date, firstId = FIRST_ID) {
    this.#settings = settings;
    this.#now = now;
    this.#nextId = firstId;
  }

  /** Somebody opens an account. */
  register(buyer: Buyer) {
    const at = this.#now().toISOString();
    return { ...customerOf(buyer, buyer.id ?? this.#takeId()), created_at: at, updated_at: at, state: 'enabled' };
  }

  /** An order that waits for its money. */
  order(cart: Cart): SoldByShopify {
    return this.#put(makeShopifyOrder(cart, this.#making()));
  }

  /** Its money has come in. */
  pay(orderId: number): SoldByShopify {
    return this.#put(this.#known(orderId), { financial_status: 'paid' });
  }

  /** Money of it goes back. */
  refund(orderId: number, given: ShopifyGivenBack): RefundOfShopify {
    const order = this.#known(orderId);
    const refund = makeShopifyRefund(order, given, this.#making());
    const refunds = [...order.refunds, refund];
    const back = sum(refunds.flatMap(({ transactions }) => transactions.map(({ amount }) => new Decimal(amount))));
    const financial_status = back.gte(order.total_price) ? 'refunded' : 'partially_refunded';
    this.#put(order, { refunds, financial_status });
    return refund;
  }

  cancel(orderId: number): SoldByShopify {
    const cancelled = { cancelled_at: this.#now().toISOString(), cancel_reason: 'customer' };
    return this.#put(this.#known(orderId), cancelled);
  }

  #known(id: number): SoldByShopify {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`There is no order ${id}`);
    return order;
  }

  #put(order: SoldByShopify, changes: Readonly<Record<string, unknown>> = {}): SoldByShopify {
    const changed = { ...order, updated_at: this.#now().toISOString(), ...changes };
    this.orders.set(order.id, changed);
    return changed;
  }

  #making() {
    return { settings: this.#settings, now: this.#now(), newId: () => this.#takeId() };
  }

  #takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }
}
