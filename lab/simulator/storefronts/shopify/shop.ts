import { Decimal, sum } from '../../../../src/domain/money.ts';
import type { PlatformShop } from '../../../platform-shop.ts';
import type { StorefrontAnswer } from '../../../storefront.ts';
import type { Buyer, Cart } from '../cart.ts';
import { customerOf, makeShopifyOrder, type ShopifySettings, type SoldByShopify } from './order.ts';
import { makeShopifyRefund, type ShopifyGivenBack } from './refund.ts';
import type { RefundOfShopify } from './refund-shape.ts';

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
/** As long as real ids are. */
const FIRST_ID = 5_400_000_010_001;

/** A shop whose webhooks this sender posts. */
export function simulateShopify(sender: PlatformShop, options: ShopifySimulatorOptions = {}): ShopifySimulator {
  const { now = () => new Date(), firstId = FIRST_ID } = options;
  const settings = { ...SETTINGS, ...options.settings };
  const orders = new Map<number, SoldByShopify>();
  let nextId = firstId;
  const newId = () => nextId++;
  const making = () => ({ settings, now: now(), newId });
  const known = (id: number) => {
    const order = orders.get(id);
    if (order === undefined) throw new Error(`There is no order ${id}`);
    return order;
  };
  const put = (order: SoldByShopify, changes: Readonly<Record<string, unknown>> = {}) => {
    const changed = { ...order, updated_at: now().toISOString(), ...changes };
    orders.set(order.id, changed);
    return changed;
  };
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
    orders,
    register(buyer) {
      const at = now().toISOString();
      const customer = { ...customerOf(buyer, buyer.id ?? newId()), created_at: at, updated_at: at, state: 'enabled' };
      return tell(customer, [['customers/create', customer]]);
    },
    sell: (cart) =>
      ofOrder(put(makeShopifyOrder(cart, making()), { financial_status: 'paid' }), 'orders/create', 'orders/paid'),
    order: (cart) => ofOrder(put(makeShopifyOrder(cart, making())), 'orders/create'),
    pay: (id) => ofOrder(put(known(id), { financial_status: 'paid' }), 'orders/paid', 'orders/updated'),
    refund(id, given) {
      const order = known(id);
      const refund = makeShopifyRefund(order, given, making());
      const refunds = [...order.refunds, refund];
      const back = sum(refunds.flatMap(({ transactions }) => transactions.map(({ amount }) => new Decimal(amount))));
      const financial_status = back.gte(order.total_price) ? 'refunded' : 'partially_refunded';
      const changed = put(order, { refunds, financial_status });
      return tell(refund, [
        ['refunds/create', refund],
        ['orders/updated', changed],
      ]);
    },
    cancel(id) {
      const cancelled = { cancelled_at: now().toISOString(), cancel_reason: 'customer' };
      return ofOrder(put(known(id), cancelled), 'orders/cancelled', 'orders/updated');
    },
  };
}
