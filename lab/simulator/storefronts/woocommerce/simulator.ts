import type { PlatformShop } from '../../../platform-shop.ts';
import type { StorefrontAnswer } from '../../../storefront.ts';
import { type Frame, type FrameOptions, startFrame } from '../../frame/frame.ts';
import type { Buyer } from '../cart.ts';
import { refusedByStore, WooRefusal } from './answer.ts';
import { type ConsumerKey, wooApi } from './api.ts';
import type { SoldByWoo, WooCart } from './order.ts';
import type { RefundOfWoo, WooGivenBack } from './refund.ts';
import type { WooState } from './routes.ts';
import { WOO_SETTINGS, type WooStoreSettings } from './settings.ts';
import { type WooCustomer, WooStore } from './store.ts';

/** How the simulated store is set up; all of it has a default. */
export interface WooSimulatorOptions extends FrameOptions {
  readonly settings?: Partial<WooStoreSettings>;
  readonly consumer?: ConsumerKey;
  readonly now?: () => Date;
  readonly firstId?: number;
  /** Whether lists never come to their end. */
  readonly endless?: boolean;
}

/** What the store tells by its webhooks: the resource as it is when it is sent. */
export interface WooWebhooks {
  orderCreated(orderId: number): Promise<StorefrontAnswer>;
  orderUpdated(orderId: number): Promise<StorefrontAnswer>;
  customerCreated(customerId: number): Promise<StorefrontAnswer>;
  /** What is posted, unsigned, when a webhook is saved. */
  ping(): Promise<StorefrontAnswer>;
}

/** A running simulated WooCommerce store. Its `url` is without `/wp-json`. */
export interface WooSimulator extends Frame<never> {
  readonly consumer: ConsumerKey;
  readonly store: WooStore;
  /** A customer pays at once. */
  sell(cart: WooCart): SoldByWoo;
  refund(orderId: number, given: WooGivenBack): RefundOfWoo;
  register(buyer: Buyer): WooCustomer;
  /** The webhooks of the store, posted by this sender. */
  webhooks(sender: PlatformShop): WooWebhooks;
  /** Every call from now on is refused so, until `answerAgain`. */
  refuse(status: number, code?: string): void;
  answerAgain(): void;
  setEndless(endless: boolean): void;
  /** Whether the consumer key was made for reading. */
  setReadable(readable: boolean): void;
}

const CONSUMER: ConsumerKey = { key: `ck_${'a'.repeat(40)}`, secret: `cs_${'b'.repeat(40)}` };

/** Starts a simulated WooCommerce store in this process; rejects if the port is taken. */
export async function startWooSimulator(options: WooSimulatorOptions = {}): Promise<WooSimulator> {
  const { consumer = CONSUMER, now = () => new Date(), firstId = 701 } = options;
  const store = new WooStore({ ...WOO_SETTINGS, ...options.settings }, now, firstId);
  const state: WooState = { store, endless: options.endless ?? false };
  let readable = true;
  const frame = await startFrame(wooApi({ state, consumer, mayRead: () => readable }), options);
  return {
    ...frame,
    consumer,
    store,
    sell: (cart) => store.pay(store.order(cart).id),
    refund: (orderId, given) => store.refund(orderId, given),
    register: (buyer) => store.register(buyer),
    webhooks: (sender) => ({
      orderCreated: (id) => sender.deliver('order.created', known(store.orders, id)),
      orderUpdated: (id) => sender.deliver('order.updated', known(store.orders, id)),
      customerCreated: (id) => sender.deliver('customer.created', known(store.customers, id)),
      ping: () => sender.ping(),
    }),
    refuse(status, code = 'woocommerce_rest_cannot_view') {
      const answer = refusedByStore(new WooRefusal(status, code, 'Refused on purpose.'));
      frame.faults.always(() => ({ kind: 'answer', commit: false, ...answer }));
    },
    answerAgain: () => frame.faults.clear(),
    setEndless(endless) {
      state.endless = endless;
    },
    setReadable(may) {
      readable = may;
    },
  };
}

function known<Kept>(kept: ReadonlyMap<number, Kept>, id: number): Kept {
  const found = kept.get(id);
  if (found === undefined) throw new Error(`The store has nothing with the id ${id}`);
  return found;
}
