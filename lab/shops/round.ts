import type { Cart } from '../simulator/storefronts/cart.ts';
import type { ShopifySimulator } from '../simulator/storefronts/shopify/shop.ts';
import type { WooSimulator, WooWebhooks } from '../simulator/storefronts/woocommerce/simulator.ts';
import type { StorefrontAnswer } from '../storefront.ts';

/** A Shopify shop and a WooCommerce store that are connected directly. */
export interface OpenShops {
  readonly main: ShopifySimulator;
  readonly blog: WooSimulator;
  readonly blogHooks: WooWebhooks;
}

/** Of every so manieth order something comes back. */
const RETURNS_EVERY = 3;
const BACK = { lines: [{ line: 0, quantity: 1 }] };

/** One customer in each shop pays an order; of some, one thing is given back. Gives a line for each order. `name` tells the customers apart. */
export async function sellRound({ main, blog, blogHooks }: OpenShops, round: number, name: string): Promise<string[]> {
  const isReturned = round % RETURNS_EVERY === 0;
  const inMain = await main.sell(cartOf(`main-${name}`, round));
  const answers = [...inMain.answers, ...(isReturned ? (await main.refund(inMain.what.id, BACK)).answers : [])];
  const inBlog = blog.sell(cartOf(`blog-${name}`, round));
  const ofBlog = [await blogHooks.orderCreated(inBlog.id)];
  if (isReturned) {
    blog.refund(inBlog.id, BACK);
    ofBlog.push(await blogHooks.orderUpdated(inBlog.id));
  }
  return [
    told('Shopify', String(inMain.what.name), inMain.what.total_price, answers),
    told('WooCommerce', String(inBlog.number), inBlog.total, ofBlog),
  ];
}

function cartOf(name: string, round: number): Cart {
  return {
    buyer: { email: `${name}@example.com`, firstName: 'Kim', lastName: `Keen ${round}`, city: 'Taipei', country: 'TW' },
    lines: [{ sku: 'TEA-100', name: 'Tea, 100 g', price: '44.95', quantity: 1 + (round % 4), taxRate: '5' }],
    shipping: { title: 'Post', price: '60', taxRate: '5' },
  };
}

function told(platform: string, order: string, total: string, answers: readonly StorefrontAnswer[]): string {
  const statuses = [...new Set(answers.map(({ status }) => status))].join(', ');
  return `${platform}: order ${order} of ${total}, ${answers.length} deliveries answered with ${statuses}`;
}
