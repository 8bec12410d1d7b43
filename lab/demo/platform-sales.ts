import { setTimeout as pause } from 'node:timers/promises';
import type { Cart } from '../simulator/storefronts/cart.ts';
import type { StorefrontAnswer } from '../storefront.ts';
import type { SentWebhook } from './sent-webhook.ts';
import type { Stage } from './stage.ts';

/** A sale of a connected shop and what was given back of it, by the shop's own figures. */
interface Sold {
  readonly what: string;
  /** The invoice's name, and its total as the shop has it. */
  readonly order: string;
  readonly total: string;
  readonly givenBack: string;
}

const PATIENCE_MS = 30_000;

const CART: Cart = {
  buyer: { email: 'kim@example.com', firstName: 'Kim', lastName: 'Keen', city: 'Taipei', country: 'TW' },
  lines: [{ sku: 'TEA-100', name: 'Tea, 100 g', price: '44.95', quantity: 3, taxRate: '5' }],
  coupon: { code: 'HELLO', amount: '10.00' },
  shipping: { title: 'Post', price: '60', taxRate: '5' },
};

/** A Shopify shop and a WooCommerce store each sell an order and give one thing back; everything is told twice, as platforms do. */
export async function sellOnPlatforms(stage: Stage): Promise<SentWebhook[]> {
  const { main, blog, blogHooks } = stage;
  const { what: order, answers } = await main.sell(CART);
  const { what: refund, answers: ofRefund } = await main.refund(order.id, { lines: [{ line: 0, quantity: 1 }] });
  const shopify = {
    what: 'an order of a Shopify shop, and a refund',
    order: String(order.name),
    total: order.total_price,
    givenBack: refund.transactions[0]?.amount ?? '',
  };
  const buyer = { ...CART.buyer, email: 'mia@example.com', firstName: 'Mia' };
  const sold = blog.sell({ ...CART, buyer });
  const hooks = [await blogHooks.orderCreated(sold.id)];
  const returned = blog.refund(sold.id, { lines: [{ line: 0, quantity: 1 }] });
  hooks.push(await blogHooks.orderUpdated(sold.id), await blogHooks.orderUpdated(sold.id));
  const woo = {
    what: 'an order of a WooCommerce store, and a refund',
    order: String(sold.number),
    total: sold.total,
    givenBack: returned.amount,
  };
  return [await ended(stage, shopify, [...answers, ...ofRefund]), await ended(stage, woo, hooks)];
}

/** Waits until both invoices stand in the CRM, and tells whether they show the shop's own totals. */
async function ended({ crm }: Stage, sold: Sold, answers: readonly StorefrontAnswer[]): Promise<SentWebhook> {
  const wanted = [sold.total, `-${sold.givenBack}`].map(Number).toSorted(byValue);
  const answer = [...new Set(answers.map(({ status }) => status))].join(', ');
  for (let found: number[] = [], deadline = Date.now() + PATIENCE_MS; ; await pause(50)) {
    found = crm
      .records('AOS_Invoices')
      .filter(({ values }) => values.name === sold.order)
      .map(({ values }) => Number(values.total_amount))
      .toSorted(byValue);
    if (found.length === wanted.length || Date.now() > deadline) {
      const same = found.length === wanted.length && found.every((total, index) => total === wanted[index]);
      return { what: sold.what, answer, becameOf: same ? "with the shop's own totals, done" : `not as sold: ${found}` };
    }
  }
}

function byValue(a: number, b: number): number {
  return a - b;
}
