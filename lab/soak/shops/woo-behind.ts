import { startWooSimulator, type WooSimulator } from '../../simulator/storefronts/woocommerce/simulator.ts';
import type { Message, WooMoment } from '../script/message.ts';
import { BLOG_SETTINGS } from '../script/shops/woocommerce.ts';

/** The WooCommerce store of a run: its API shows what has happened in it so far, whichever webhook is posted first. */
export async function startBlog(latency = 0): Promise<WooSimulator> {
  return await startWooSimulator({ settings: BLOG_SETTINGS, latency });
}

/** Lets the store show what a webhook tells, unless it shows a later state already. */
export function showInBlog({ store }: WooSimulator, { to }: Pick<Message, 'to'>): void {
  if (typeof to === 'string' || to.shows === null) return;
  const { order, refunds }: WooMoment = to.shows;
  const shown = store.orders.get(order.id);
  if (shown === undefined || shown.date_modified_gmt < order.date_modified_gmt) store.put(order, refunds);
}
