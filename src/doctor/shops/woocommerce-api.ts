import type { Shop } from '../../shops/shop.ts';
import { ShopCallError } from '../../shops/shop-call-error.ts';
import { createWooApi, type WooApi, type WooSettings } from '../../shops/woocommerce/api.ts';
import { ShopKeyRejected } from '../../shops/woocommerce/api-errors.ts';
import { keyGoesInTheClear } from '../../shops/woocommerce/clear-text.ts';
import type { Finding, Topic } from '../finding.ts';
import { refusedCall } from './refused-call.ts';

/** For one call; a shop takes four. */
const TIMEOUT_MS = 15_000;

/** Whether a WooCommerce shop can be asked as the service asks it, and how it is set up. `clock`: Unix time in milliseconds. */
export async function checkWooApi(its: Topic, { name, api }: Shop, clock: () => number): Promise<Finding[]> {
  if (api === null) {
    const what = 'It has no consumer key: refunds come over by their amount alone, and nothing is caught up';
    return [its.warning(what, 'Add url, consumer_key and consumer_secret to the shop in SHOPS_FILE (docs/shops.md)')];
  }
  const { host } = new URL(api.url);
  if (keyGoesInTheClear(api)) {
    const what = `Its consumer key travels to ${host} in the clear, where anybody on the way can read it; it was not tried`;
    return [its.warning(what, 'Let url begin with https://')];
  }
  const client = createWooApi(api, { shop: name, timeoutMs: TIMEOUT_MS, clock });
  try {
    return await ask(its, client, host, clock);
  } finally {
    await client.close();
  }
}

async function ask(its: Topic, client: WooApi, host: string, clock: () => number): Promise<Finding[]> {
  const now = new Date(clock()).toISOString();
  for (const [what, call] of [
    ['orders', () => client.ordersChanged(now, 1, null)],
    ['customers', () => client.customers(1, null)],
  ] as const) {
    const error = await failureOf(call);
    if (error !== null) return [refusedCall(its, error, { host, what })];
  }
  return [its.ok(`${host} takes the consumer key, which may read orders and customers`), await settings(its, client)];
}

async function failureOf(call: () => Promise<unknown>): Promise<ShopCallError | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (error instanceof ShopCallError) return error;
    throw error;
  }
}

/** Nothing needs them but people who compare figures; they take more rights than orders do. */
async function settings(its: Topic, client: WooApi): Promise<Finding> {
  try {
    return its.ok(described(await client.settings(null)));
  } catch (error) {
    if (!(error instanceof ShopCallError)) throw error;
    const why = error instanceof ShopKeyRejected ? 'the user of the key may not see them' : error.code;
    const what = `Its currency, decimals and time zone cannot be looked at: ${why}`;
    return its.warning(what, 'Nothing else needs them; the key of an administrator or a shop manager shows them here');
  }
}

function described({ version, currency, decimals, timeZone }: WooSettings): string {
  const known = (value: string | number | null) => value ?? 'unknown';
  const money = `currency ${known(currency)} with ${known(decimals)} decimals`;
  return `WooCommerce ${known(version)}: ${money}, time zone ${zoneText(timeZone)}`;
}

/** WordPress keeps a name, or else the hours by which it is ahead of UTC. */
function zoneText(timeZone: string | null): string {
  if (timeZone === null) return 'unknown';
  if (!/^-?\d/.test(timeZone)) return timeZone;
  return timeZone.startsWith('-') ? `UTC${timeZone}` : `UTC+${timeZone}`;
}
