import {
  sampleCustomerUpdate,
  sampleOrderUpdate,
  sampleProduct,
  sampleRegistration,
} from '../../../src/domain/events/samples.ts';
import type { Random } from '../random.ts';
import { Catalogue } from './catalogue.ts';
import type { Message, ScriptRoute } from './message.ts';
import { Orders } from './orders.ts';
import { People, UNITS } from './people.ts';
import { ShopifyScript } from './shops/shopify.ts';
import { WooScript } from './shops/woocommerce.ts';

const SINGULAR: Readonly<Record<ScriptRoute, string>> = {
  registrations: 'registration',
  'customer-updates': 'update of a customer',
  orders: 'order',
  'order-updates': 'update of an order',
  refunds: 'refund',
  products: 'update of a product',
};
const REMEMBERED = 200;
/** How much of what happens does so in connected shops; most of it is told by several webhooks. */
const IN_SHOPS = 0.12;
/** A refused order is corrected after so many messages at most, but for those that come in between. */
const CORRECTED_WITHIN = 15;
/** When the first update of a customer is of; each message later is a minute later. */
const BEGINNING = Date.parse('2026-01-01T00:00:00Z');
const MINUTE_MS = 60_000;
/** What of one order comes late is that many messages behind its turn at most, but for those that come in between. */
const LATEST_DELIVERY = 40;

/**
 * The shop's part of a storm: `events` webhooks with ids of their own, in the order in which they are handed to the senders;
 * some of them stand in the list a second time, as the same webhook delivered again.
 */
export function writeScript(events: number, random: Random): Message[] {
  const script = new Script(random, events);
  while (script.count < events) script.goOn();
  return script.messages(events);
}

class Script {
  readonly #random: Random;
  readonly #events: number;
  readonly #people: People;
  readonly #orders: Orders;
  readonly #catalogue: Catalogue;
  readonly #shopify: ShopifyScript;
  readonly #woo: WooScript;
  readonly #messages: Message[] = [];
  /** Orders that were paid lately, with their refunds to come. */
  readonly #paid: ReturnType<Orders['order']>[] = [];
  /** Messages whose turn comes when so many have gone before. */
  #later: { readonly at: number; readonly add: () => void }[] = [];

  constructor(random: Random, events: number) {
    this.#random = random;
    this.#events = events;
    this.#people = new People(random);
    this.#catalogue = new Catalogue(random);
    this.#orders = new Orders(random, this.#people, this.#catalogue);
    this.#shopify = new ShopifyScript(random, this.#people);
    this.#woo = new WooScript(random, this.#people);
  }

  get count(): number {
    return this.#messages.length;
  }

  /** The first so many messages, and those of them that come again. */
  messages(events: number): Message[] {
    return this.#messages.slice(0, events).flatMap((message, index, all) => {
      const again = this.#random.chance(0.08) ? [all[Math.max(0, index - this.#random.integer(0, 20))] ?? message] : [];
      return [message, ...again];
    });
  }

  goOn(): void {
    const due = this.#later.filter(({ at }) => at <= this.count);
    this.#later = this.#later.filter(({ at }) => at > this.count);
    for (const { add } of due) add();
    const [isInShop, draw] = [this.#random.chance(IN_SHOPS), this.#random.next()];
    if (isInShop) this.#happenInShop();
    else if (draw < 0.22) this.#register();
    else if (draw < 0.28) this.#update();
    else if (draw < 0.31) this.#reprice();
    else if (draw < 0.7) this.#order();
    else if (draw < 0.9) this.#refund();
    else this.#repeat();
  }

  /** Something in a connected shop; some of what tells of it comes at once, the rest late. */
  #happenInShop(): void {
    const shop = this.#random.pick([this.#shopify, this.#woo]);
    for (const message of this.#random.chance(0.2) ? shop.customer() : shop.order()) {
      if (this.#random.chance(0.6)) this.#messages.push(message);
      else {
        const at = this.count + this.#random.integer(1, LATEST_DELIVERY);
        this.#later.push({ at, add: () => this.#messages.push(message) });
      }
    }
  }

  #register(): void {
    const person = this.#people.meetUser();
    const customer = this.#people.describe(person);
    this.#add('registrations', sampleRegistration({ business_unit: person.unit, customer }));
  }

  #update(): void {
    const person = this.#people.meetUser();
    const { user_id, email } = this.#people.describe(person);
    const customer = {
      user_id,
      email,
      title: `Title ${this.count}`,
      phones: { mobile: this.#random.chance(0.2) ? null : `+886 9${this.count}`, fax: undefined },
      email_opt_out: this.#random.pick([true, false, null]),
    };
    const update = { business_unit: person.unit, customer, updated_at: this.#lately() };
    this.#add('customer-updates', sampleCustomerUpdate(update));
  }

  #reprice(): void {
    const article = this.#catalogue.retold();
    if (article === null) return;
    const told = { ...article, business_unit: this.#random.pick(UNITS), updated_at: this.#lately() };
    this.#add('products', sampleProduct({ ...told, url: undefined, image: undefined, description: undefined }));
  }

  /** An instant about now, which others may have told before. */
  #lately(): string {
    return new Date(BEGINNING + (this.count - this.#random.integer(0, 30)) * MINUTE_MS).toISOString();
  }

  #order(): void {
    const order = this.#orders.order();
    const pay = () => {
      this.#add('orders', order.body);
      if (order.paid) this.#paid.push(order);
      else if (this.#random.chance(0.7)) this.#later.push({ at: this.count + this.#random.integer(1, 30), add: late });
    };
    const late = () => {
      const told = { status: this.#random.chance(0.8) ? 'Paid' : 'Canceled', description: `Told at ${this.count}` };
      const { unit: business_unit, orderId: order_id } = order;
      this.#add('order-updates', sampleOrderUpdate({ business_unit, order_id, updated_at: this.#lately(), ...told }));
      if (told.status === 'Paid') this.#paid.push(order);
    };
    // One that is not corrected before the end leaves what chance had made beside the refused line.
    const isCorrected = this.count + 4 * CORRECTED_WITHIN < this.#events;
    if (this.#random.chance(0.06) && isCorrected) {
      this.#add('orders', order.refusedBody, 'refused order');
      this.#later.push({ at: this.count + this.#random.integer(1, CORRECTED_WITHIN), add: pay });
    } else if (order.paid && this.#random.chance(0.12)) {
      this.#add('refunds', this.#orders.refund(order), 'early refund');
      this.#later.push({ at: this.count + this.#random.integer(1, 15), add: pay });
    } else {
      pay();
    }
  }

  #refund(): void {
    const recent = this.#paid.slice(-REMEMBERED);
    if (recent.length > 0) this.#add('refunds', this.#orders.refund(this.#random.pick(recent)));
  }

  // The same thing once more under another id; now and then the shop tells it a little differently.
  #repeat(): void {
    const recent = this.#messages.slice(-REMEMBERED);
    if (recent.length === 0) return;
    const { to, text } = this.#random.pick(recent);
    // A connected shop knows no other id for the same: it tells again what it has told.
    if (typeof to !== 'string') return;
    const body: unknown = JSON.parse(text);
    this.#add(to, this.#random.chance(0.3) ? altered(body) : body, `${SINGULAR[to]} again`);
  }

  #add(to: ScriptRoute, body: unknown, kind = SINGULAR[to]): void {
    const webhookId = `soak_${this.count + 1}`;
    this.#messages.push({ webhookId, to, text: JSON.stringify(body), kind });
  }
}

function altered(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('data' in body) || typeof body.data !== 'object') return body;
  return { ...body, data: { ...body.data, description: 'told otherwise', reason: 'told otherwise' } };
}
