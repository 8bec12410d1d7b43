import Type from 'typebox';
import Value from 'typebox/value';
import type { Cart } from '../../../lab/simulator/storefronts/cart.ts';
import { ShopifyStore } from '../../../lab/simulator/storefronts/shopify/store.ts';
import { startWooSimulator, type WooSimulator } from '../../../lab/simulator/storefronts/woocommerce/simulator.ts';
import { replay } from '../../../src/inbox/replay.ts';
import { type Bench, type BenchOptions, startBench } from '../service.ts';
import { playShop, SHOP_SECRET } from '../shops.ts';
import { waitFor } from '../wait-for.ts';
import { portraitOf } from './portrait.ts';

/** How the events of a delivery ended, the delivery first. */
export interface Ending {
  readonly type: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly warnings: readonly string[];
}

/** What became of one delivery: how all ended, and what stands in the CRM of it. */
export interface Outcome {
  readonly endings: readonly Ending[];
  readonly portrait: readonly string[];
}

/** Longer than a busy machine takes: only an answer that never comes is to be late. */
const Receipt = Type.Object({ event_id: Type.String() });
const TIME_OUT_MS = 1_000;

/** A service with a Shopify shop and a WooCommerce store, on which one delivery after another is played, each of somebody else. */
export class DeliveryStage implements AsyncDisposable {
  readonly bench: Bench;
  readonly woo: WooSimulator;
  readonly #shopify = new ShopifyStore({ currency: 'TWD', taxesIncluded: false }, () => new Date());
  #count = 0;
  #last = { id: '', token: '' };

  private constructor(bench: Bench, woo: WooSimulator) {
    this.bench = bench;
    this.woo = woo;
  }

  static async open(options: BenchOptions = {}): Promise<DeliveryStage> {
    const woo = await startWooSimulator({ settings: { currency: 'TWD' } });
    const common = { business_unit: 'experience', secrets: [SHOP_SECRET], category: 'E' };
    const { url, consumer } = woo;
    const key = { url, consumer_key: consumer.key, consumer_secret: consumer.secret };
    const bench = await startBench({
      shops: { main: { platform: 'shopify', ...common }, blog: { platform: 'woocommerce', ...common, ...key } },
      suitecrm: { timeoutMs: TIME_OUT_MS },
      shopTimeoutMs: TIME_OUT_MS,
      longestQuietMs: 5_000,
      retry: { baseMs: 5, maxMs: 50, maxAttempts: 20 },
      worker: { pollMs: 20 },
      ...options,
    });
    return new DeliveryStage(bench, woo);
  }

  /** Shopify tells an order that is paid. */
  async shopifyOrder(): Promise<Outcome> {
    const token = this.#token();
    const { id } = this.#shopify.order(cartOf(token));
    return await this.#play(token, 'main', 'orders/paid', { ...this.#shopify.pay(id), name: token });
  }

  /** Shopify tells an order and a refund of a part of it at once. */
  async shopifyOrderWithRefund(): Promise<Outcome> {
    const token = this.#token();
    const { id } = this.#shopify.order(cartOf(token));
    this.#shopify.pay(id);
    this.#shopify.refund(id, { lines: [{ line: 0, quantity: 2 }] });
    return await this.#play(token, 'main', 'orders/updated', { ...this.#shopify.orders.get(id), name: token });
  }

  /** WooCommerce tells an order and the amount of a refund, whose lines only its API tells. */
  async wooOrderWithRefund(): Promise<Outcome> {
    const token = this.#token();
    const { id } = this.woo.sell(cartOf(token));
    this.woo.refund(id, { lines: [{ line: 0, quantity: 2 }] });
    return await this.#play(token, 'blog', 'order.updated', { ...this.woo.store.orders.get(id), number: token });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench.close();
    await this.woo.close();
  }

  async #play(token: string, shop: 'main' | 'blog', topic: string, body: object): Promise<Outcome> {
    const sender = playShop(this.bench, shop, shop === 'main' ? 'shopify' : 'woocommerce');
    const answer = await sender.post(topic, body);
    this.#last = { id: Value.Parse(Receipt, answer.body).event_id, token };
    return await this.#outcome();
  }

  /** Replays the last delivery, as a person does. */
  async replay(): Promise<Outcome> {
    const result = await replay(this.bench.database.database, this.#last.id);
    if (result !== 'replayed') throw new Error(`The delivery cannot be replayed: it is ${result}`);
    this.bench.service.wake();
    return await this.#outcome();
  }

  /** Waits until the last delivery and what it led to have come to their end. */
  async #outcome(): Promise<Outcome> {
    const { id, token } = this.#last;
    const { prisma } = this.bench.database.database;
    const read = () =>
      prisma.event.findMany({
        where: { OR: [{ id }, { parentId: id }] },
        orderBy: { seq: 'asc' },
        select: { type: true, status: true, errorCode: true, errorMessage: true, warnings: true },
      });
    // What waits for one that died waits for ever.
    const endings = await waitFor('the delivery and what it led to have ended', async () => {
      const events = await read();
      const isDead = events.some(({ status }) => status === 'dead');
      return (isDead || events.every(({ status }) => status === 'done')) && events;
    });
    return { endings, portrait: portraitOf(this.bench.crm.snapshot({ withoutNumbers: true }), token) };
  }

  #token(): string {
    this.#count += 1;
    return `w${this.#count.toString(36).padStart(3, '0')}q`;
  }
}

/** Two things, one of them three times, a coupon and the freight. */
function cartOf(token: string): Cart {
  return {
    buyer: { email: `${token}@example.com`, firstName: 'Robot', lastName: token },
    lines: [
      { sku: `${token}-1`, name: `Tour 1 of ${token}`, price: '99.99', quantity: 3, taxRate: '5' },
      { sku: `${token}-2`, name: `Tour 2 of ${token}`, price: '9.90', quantity: 1, taxRate: '5' },
    ],
    coupon: { code: 'PROMO10', amount: '3.10' },
    shipping: { title: 'Post', price: '7.70', taxRate: '5' },
  };
}
