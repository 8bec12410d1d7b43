import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { loadConfig } from '../../src/config/load-config.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import type { PlatformName } from '../../src/shops/shop.ts';
import { createPlatformShop } from '../platform-shop.ts';
import { simulatorEnvironment } from '../simulator/environment.ts';
import { type IkcrmSimulator, startIkcrmSimulator } from '../simulator/ikcrm/index.ts';
import { type ShopifySimulator, simulateShopify } from '../simulator/storefronts/shopify/shop.ts';
import {
  startWooSimulator,
  type WooSimulator,
  type WooWebhooks,
} from '../simulator/storefronts/woocommerce/simulator.ts';
import { type SuiteCrmSimulator, startSuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { createStorefront, type Storefront } from '../storefront.ts';

/** A shop, the service with an embedded database, a simulated SuiteCRM and a simulated ikcrm, all on this machine. */
export interface Stage {
  readonly crm: SuiteCrmSimulator;
  readonly ikcrm: IkcrmSimulator;
  readonly service: Service;
  readonly shop: Storefront;
  /** A Shopify shop and a WooCommerce store that are connected directly, under these names. */
  readonly main: ShopifySimulator;
  readonly blog: WooSimulator;
  readonly blogHooks: WooWebhooks;
  /** Ends everything and removes what it wrote, once however often it is asked for. */
  close(): Promise<void>;
}

const BUSINESS_UNITS = fileURLToPath(new URL('../../business-units.example.json', import.meta.url));

/** Starts them, on free ports and in a folder of their own. What was started ends again where one of them cannot start. */
export async function setStage(): Promise<Stage> {
  await using started = new AsyncDisposableStack();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tillbridge-demo-'));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  const crm = await startSuiteCrmSimulator();
  started.defer(() => crm.close());
  const ikcrm = await startIkcrmSimulator();
  started.defer(() => ikcrm.close());
  const blog = await startWooSimulator({ settings: { currency: 'TWD', pricesIncludeTax: true } });
  started.defer(() => blog.close());
  const shopSecret = randomBytes(16).toString('hex');
  const shopsFile = path.join(dataDir, 'shops.json');
  await writeFile(shopsFile, JSON.stringify(shopsOf(blog, shopSecret)));
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const config = loadConfig({
    ...simulatorEnvironment(crm, ikcrm),
    DATA_DIR: path.join(dataDir, 'database'),
    HOST: '127.0.0.1',
    PORT: '0',
    WEBHOOK_SECRETS: secret,
    BUSINESS_UNITS_FILE: BUSINESS_UNITS,
    SHOPS_FILE: shopsFile,
    // Who watches waits for no attempt.
    RETRY_BASE_MS: '100',
    RETRY_MAX_MS: '2000',
    POLL_MS: '200',
  });
  const service = await startService(config, { log: pino({ level: 'silent' }) });
  started.defer(() => service.stop());
  const sender = (shop: string, platform: PlatformName) =>
    createPlatformShop({ url: service.url, shop, platform, secret: shopSecret });
  const all = started.move();
  let closed: Promise<void> | null = null;
  return {
    crm,
    ikcrm,
    service,
    shop: createStorefront({ url: service.url, secret }),
    main: simulateShopify(sender('main', 'shopify')),
    blog,
    blogHooks: blog.webhooks(sender('blog', 'woocommerce')),
    close() {
      closed ??= all.disposeAsync();
      return closed;
    },
  };
}

/** What stands in `SHOPS_FILE`. */
function shopsOf({ url, consumer }: WooSimulator, secret: string) {
  const common = { business_unit: 'experience', secrets: [secret], category: 'E' };
  return {
    main: { platform: 'shopify', ...common },
    blog: {
      platform: 'woocommerce',
      ...common,
      url,
      consumer_key: consumer.key,
      consumer_secret: consumer.secret,
    },
  };
}
