import type { PlatformShop } from '../../../platform-shop.ts';
import type { StorefrontAnswer } from '../../../storefront.ts';
import type { Buyer, Cart } from '../cart.ts';
import type { ShopifySettings, SoldByShopify } from './order.ts';
import type { ShopifyGivenBack } from './refund.ts';
import type { RefundOfShopify } from './refund-shape.ts';
import { ShopifyStore } from './store.ts';

/** How the simulated shop is set up; all of it has a default. */
export interface ShopifySimulatorOptions {
  readonly settings?: Partial<ShopifySettings>;
  readonly now?: () => Date;
  readonly firstId?: number;
}

/** Something that happened in the shop, and how each of its deliveries was answered. */
export interface Happening<Thing> {
  readonly what: Thing;
  readonly answers: readonly StorefrontAnswer[];
}

/** A simulated Shopify shop: all that it has to tell it tells by webhooks, several topics at once, in no order. */
export interface ShopifySimulator {
  readonly orders: ReadonlyMap<number, SoldByShopify>;
  /** `customers/create`. */
  register(buyer: Buyer): Promise<Happening<object>>;
  /** An order that is paid at once: `orders/create` and `orders/paid`. */
  sell(cart: Cart): Promise<Happening<SoldByShopify>>;
  /** An order that waits for its money: `orders/create`. */
  order(cart: Cart): Promise<Happening<SoldByShopify>>;
  /** Its money has come in: `orders/paid` and `orders/updated`. */
  pay(orderId: number): Promise<Happening<SoldByShopify>>;
  /** `refunds/create`, and `orders/updated` with the refund inside. */
  refund(orderId: number, given: ShopifyGivenBack): Promise<Happening<RefundOfShopify>>;
  /** `orders/cancelled` and `orders/updated`. */
  cancel(orderId: number): Promise<Happening<SoldByShopify>>;
}

const SETTINGS: ShopifySettings = { currency: 'TWD', taxesIncluded: false };

/** A shop whose webhooks this sender posts. */
export function simulateShopify(sender: PlatformShop, options: ShopifySimulatorOptions = {}): ShopifySimulator {
  const { now = () => new Date(), firstId } = options;
  const store = new ShopifyStore({ ...SETTINGS, ...options.settings }, now, firstId);
  const tell = async <Thing extends object>(what: Thing, deliveries: readonly (readonly [string, object])[]) => ({
    what,
    answers: await Promise.all(deliveries.map(([topic, body]) => sender.deliver(topic, body))),
  });
  const ofOrder = (order: SoldByShopify, ...topics: readonly string[]) =>
    tell(
      order,
      topics.map((topic) => [topic, order]),
    );
  return {
    orders: store.orders,
    register(buyer) {
      const customer = store.register(buyer);
      return tell(customer, [['customers/create', customer]]);
    },
    sell: (cart) => ofOrder(store.pay(store.order(cart).id), 'orders/create', 'orders/paid'),
    order: (cart) => ofOrder(store.order(cart), 'orders/create'),
    pay: (id) => ofOrder(store.pay(id), 'orders/paid', 'orders/updated'),
    refund(id, given) {
      const refund = store.refund(id, given);
      return tell(refund, [
        ['refunds/create', refund],
        ['orders/updated', store.orders.get(id) ?? {}],
      ]);
    },
    cancel: (id) => ofOrder(store.cancel(id), 'orders/cancelled', 'orders/updated'),
  };
}
