import { setTimeout as pause } from 'node:timers/promises';
import { endInOrder } from '../src/service/end-in-order.ts';
import type { PlatformName } from '../src/shops/shop.ts';
import { createPlatformShop } from './platform-shop.ts';
import { sellRound } from './shops/round.ts';
import { simulateShopify } from './simulator/storefronts/shopify/shop.ts';
import { startWooSimulator } from './simulator/storefronts/woocommerce/simulator.ts';
import { LabCommand, WrongUse, wholeNumber } from './terminal.ts';

const USAGE = '--url URL [--port N] [--host ADDRESS] [--every SECONDS]';
const WRONG_USE = 2;
const CLOSING_MS = 10_000;
const LONGEST_SECONDS = 86_400;

interface Options {
  readonly url: string;
  readonly port: number;
  readonly host: string;
  readonly every: number;
}

/** What the command line asks for, and the secrets of `shops.example.json`; ends the program where something is wrong or missing. */
function readSettings() {
  const program = new LabCommand('npm run shops --')
    .usage(USAGE)
    .option('--url <URL>', 'the service', 'http://127.0.0.1:3000')
    .option('--port <N>', "where the WooCommerce store's API listens", wholeNumber('--port', 'a port', 0, 65_535), 8082)
    .option('--host <address>', 'the address that it listens on', '127.0.0.1')
    .option('--every <seconds>', 'between two customers', wholeNumber('--every', 'seconds', 1, LONGEST_SECONDS), 10);
  try {
    const options = program.parse().opts<Options>();
    return {
      ...options,
      secrets: { main: secretIn('SHOPIFY_MAIN_SECRET'), blog: secretIn('WOO_BLOG_SECRET') },
      consumer: { key: secretIn('WOO_BLOG_KEY'), secret: secretIn('WOO_BLOG_CONSUMER_SECRET') },
    };
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    console.error(`${error.message}\n${program.name()} ${USAGE}`);
    process.exit(WRONG_USE);
  }
}

function secretIn(name: string): string {
  const secret = process.env[name] ?? '';
  if (secret === '') throw new WrongUse(`${name} is not set; shops.example.json says what it is for`);
  return secret;
}

const { url, port, host, every, secrets, consumer } = readSettings();
// A shop that was started again has sold before: its ids begin where the earlier ones have not come to.
const started = Date.now();
const settings = { currency: 'TWD', pricesIncludeTax: true };
const blog = await startWooSimulator({ port, host, consumer, settings, firstId: started });
const sender = (shop: 'main' | 'blog', platform: PlatformName) =>
  createPlatformShop({ url, shop, platform, secret: secrets[shop] });
const main = simulateShopify(sender('main', 'shopify'), { firstId: started });
const shops = { main, blog, blogHooks: blog.webhooks(sender('blog', 'woocommerce')) };
const closing = new AbortController();
endInOrder(CLOSING_MS, async () => {
  closing.abort();
  await blog.close();
});
console.log(`Simulated WooCommerce store on ${blog.url}; it and a Shopify shop sell every ${every} s to ${url}`);
for (let round = 1; !closing.signal.aborted; round += 1) {
  try {
    for (const line of await sellRound(shops, round, `${started}-${round}`)) console.log(line);
  } catch (error) {
    // A service that starts, or is away, is told by later deliveries and asks the store itself.
    console.error(`${url} was not reached: ${error instanceof Error ? error.message : String(error)}`);
  }
  // Waiting ends with the shops.
  await pause(every * 1000, undefined, { signal: closing.signal }).catch(() => {});
}
