import { ShopifyStore } from '../../../simulator/storefronts/shopify/store.ts';
import type { Random } from '../../random.ts';
import type { Message, OrderFacts } from '../message.ts';
import type { People } from '../people.ts';
import { Carts } from './carts.ts';
import { scriptClock } from './clock.ts';
import { refundsOfOrder } from './given-back.ts';

/** One happening under one topic, before it is posted. */
interface Told {
  readonly topic: string;
  readonly body: object;
  readonly facts: OrderFacts | null;
}

/** A Shopify shop of the script: what happens in it, and which webhooks tell of that. */
export class ShopifyScript {
  readonly #random: Random;
  readonly #carts: Carts;
  readonly #store = new ShopifyStore({ currency: 'TWD', taxesIncluded: false }, scriptClock());
  #happenings = 0;

  constructor(random: Random, people: People) {
    this.#random = random;
    this.#carts = new Carts('main', random, people);
  }

  /** Somebody with an account is told of. */
  customer(): Message[] {
    const customer = this.#store.register(this.#carts.buyer());
    const topic = this.#random.pick(['customers/create', 'customers/update']);
    return this.#posted([{ topic, body: { ...customer, note: `Told at ${this.#happenings}` }, facts: null }]);
  }

  /**
   * Everything that becomes of one order, told as shops are set up: by every topic in its turn or in none, by some of the topics, or by one
   * late snapshot that tells payment and refunds at once.
   */
  order(): Message[] {
    const told = this.#live();
    const [last] = told.filter(({ topic }) => topic === 'orders/updated').slice(-1);
    const without = (...topics: string[]) => told.filter(({ topic }) => !topics.includes(topic));
    const chosen = this.#random.pick<() => readonly Told[]>([
      () => told,
      () => this.#random.shuffle(told),
      () => this.#random.shuffle(told),
      () => (last === undefined ? told : [last]),
      () => this.#random.shuffle(without('orders/updated')),
      () => this.#random.shuffle(without('refunds/create', 'orders/create')),
    ])();
    return this.#posted(chosen);
  }

  #live(): Told[] {
    const [random, store] = [this.#random, this.#store];
    const cart = this.#carts.cart();
    const { id } = store.order(cart);
    const told: Told[] = [];
    const tell = (...topics: readonly string[]) => {
      const order = store.orders.get(id);
      if (order === undefined) throw new TypeError('An order that was made is kept');
      const [refunds, isPaid] = [order.refunds, order.financial_status !== 'pending'];
      const facts = factsOf(String(order.name), isPaid ? order.total_price : null, refunds);
      told.push(...topics.map((topic) => ({ topic, body: order, facts })));
    };
    tell('orders/create');
    const isPaid = random.chance(0.92);
    if (isPaid) {
      store.pay(id);
      tell('orders/paid', 'orders/updated');
    }
    const given = isPaid
      ? refundsOfOrder(
          cart.lines.map(({ quantity }) => quantity),
          cart.shipping !== undefined,
          random,
        )
      : [];
    for (const back of given) {
      const refund = store.refund(id, back);
      const facts = factsOf(String(store.orders.get(id)?.name), null, [refund]);
      told.push({ topic: 'refunds/create', body: refund, facts });
      tell('orders/updated');
    }
    if (given.length === 0 && random.chance(0.15)) {
      store.cancel(id);
      tell('orders/cancelled', 'orders/updated');
    }
    return told;
  }

  /** Each under a name of its own; one that two subscriptions tell of comes under two. */
  #posted(told: readonly Told[]): Message[] {
    return told.flatMap(({ topic, body, facts }) =>
      Array.from({ length: this.#random.chance(0.1) ? 2 : 1 }, (): Message => {
        this.#happenings += 1;
        const eventId = `soak-${this.#happenings}`;
        return {
          webhookId: `delivery main ${topic} ${eventId}`,
          text: JSON.stringify(body),
          kind: `Shopify ${topic}`,
          to: { shop: 'main', topic, eventId, tells: facts, shows: null, isDropped: false },
        };
      }),
    );
  }
}

interface GivenByShopify {
  readonly id: number;
  readonly transactions: readonly { readonly amount: string }[];
}

function factsOf(order: string, total: string | null, refunds: readonly GivenByShopify[]): OrderFacts {
  return {
    order,
    total,
    refunds: Object.fromEntries(refunds.map(({ id, transactions }) => [id, transactions[0]?.amount ?? '0'])),
  };
}
