import { hash } from 'node:crypto';
import { WOO_SETTINGS, type WooStoreSettings } from '../../../simulator/storefronts/woocommerce/settings.ts';
import { WooStore } from '../../../simulator/storefronts/woocommerce/store.ts';
import type { Random } from '../../random.ts';
import type { Message, OrderFacts, WooMoment } from '../message.ts';
import type { People } from '../people.ts';
import { Carts } from './carts.ts';
import { scriptClock } from './clock.ts';
import { refundsOfOrder } from './given-back.ts';

/** How the WooCommerce store of the soak is set up. */
export const BLOG_SETTINGS: WooStoreSettings = { ...WOO_SETTINGS, pricesIncludeTax: true };

const FIRST_ID = 701;

/** A WooCommerce store of the script: what happens in it, what it posts of that, and what it forgets to post. */
export class WooScript {
  readonly #random: Random;
  readonly #carts: Carts;
  readonly #store = new WooStore(BLOG_SETTINGS, scriptClock(), FIRST_ID);

  constructor(random: Random, people: People) {
    this.#random = random;
    this.#carts = new Carts('blog', random, people);
  }

  /** Somebody opens an account. */
  customer(): Message[] {
    return [posted('customer.created', this.#store.register(this.#carts.buyer()), {})];
  }

  /**
   * Everything that becomes of one order. WooCommerce posts what an order is by the time it gets to it: several changes in one snapshot,
   * in any order, and now and then not at all.
   */
  order(): Message[] {
    const random = this.#random;
    const states = this.#live();
    const last = states.length - 1;
    const seen = states.filter((_, index) => index === last || random.chance(0.7));
    const told = seen.map((state, index) => {
      const topic = state === states[0] ? 'order.created' : 'order.updated';
      const isLast = index === seen.length - 1;
      return posted(topic, state.order, {
        tells: factsOf(state),
        shows: state,
        isDropped: random.chance(isLast ? 0.2 : 0.1),
      });
    });
    return random.chance(0.5) ? told : random.shuffle(told);
  }

  #live(): WooMoment[] {
    const [random, store] = [this.#random, this.#store];
    const cart = this.#carts.cart();
    const fees = random.chance(0.2) ? [{ name: 'Gift wrap', amount: '2.00', taxRate: '5' }] : [];
    const { id } = store.order({ ...cart, fees });
    const states: WooMoment[] = [];
    const note = () => {
      const order = store.orders.get(id);
      if (order !== undefined) states.push({ order, refunds: store.refundsOf(id) });
    };
    note();
    const isPaid = random.chance(0.9);
    if (isPaid) {
      store.pay(id);
      note();
    }
    const given = isPaid
      ? refundsOfOrder(
          cart.lines.map(({ quantity }) => quantity),
          cart.shipping !== undefined,
          random,
        )
      : [];
    for (const back of given) {
      store.refund(id, back);
      note();
    }
    if (given.length === 0 && random.chance(0.2)) {
      store.change(id, { status: 'cancelled' });
      note();
    }
    return states;
  }
}

type About = Partial<Pick<Exclude<Message['to'], string>, 'tells' | 'shows' | 'isDropped'>>;

function posted(topic: string, body: object, { tells = null, shows = null, isDropped = false }: About): Message {
  const text = JSON.stringify(body);
  return {
    webhookId: `delivery blog ${topic}:${hash('sha256', text)}`,
    text,
    kind: `WooCommerce ${isDropped ? `${topic}, dropped` : topic}`,
    to: { shop: 'blog', topic, eventId: null, tells, shows, isDropped },
  };
}

/** The store records what is not paid yet as well. */
function factsOf({ order, refunds }: WooMoment): OrderFacts {
  return {
    order: String(order.id),
    total: order.total,
    refunds: Object.fromEntries(refunds.map(({ id, amount }) => [id, amount])),
  };
}
