import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlatformName } from '../../src/shops/shop.ts';
import { simulatorEnvironment } from '../simulator/environment.ts';
import type { WooSimulator } from '../simulator/storefronts/woocommerce/simulator.ts';
import type { SuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import type { ShopOfSoak } from './script/message.ts';
import { UNITS } from './script/people.ts';

/** What the shop and the services share. */
export const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
/** What the connected shops sign with. */
export const SHOP_SECRET = randomBytes(32).toString('base64');
/** Of whoever asks the service to catch up with a shop. */
export const ADMIN_TOKEN = randomBytes(32).toString('base64url');
/** How long an event stays with a process that gives no sign of life. */
export const LEASE_MS = 1_500;

const ACCOUNTS = ['dfd71a55-ae2d-1849-b491-5eac392fac52', '670f411d-7f4f-abc5-d253-5eac39e93e09'];
const GROUPS = ['a253557e-40f7-11eb-8665-fa163ef36d26', '70b1530c-40da-11eb-8665-fa163ef36d26'];

/** Each with an account and a group of its own. */
function businessUnits(): object {
  const units = UNITS.map((name, index) => [
    name,
    {
      crm: 'suitecrm',
      account_id: ACCOUNTS[index],
      assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
      security_group_ids: [GROUPS[index]],
      prospect_list_ids: ['b1111111-40da-11eb-8665-fa163ef36d26'],
      time_zone: 'Asia/Taipei',
    },
  ]);
  return Object.fromEntries(units);
}

export const PLATFORM_OF: Readonly<Record<ShopOfSoak, PlatformName>> = { main: 'shopify', blog: 'woocommerce' };

/** The files that a service of the soak is configured by. */
export interface SoakFiles {
  readonly units: string;
  readonly shops: string;
}

/** Writes what is configured by files into a folder, which may be there: the units, and a shop of each platform, one in each unit. */
export async function writeSoakFiles(folder: string, { url, consumer }: WooSimulator): Promise<SoakFiles> {
  await mkdir(folder, { recursive: true });
  const [first, second] = UNITS;
  const common = { secrets: [SHOP_SECRET], category: 'E' };
  const shops: Readonly<Record<ShopOfSoak, object>> = {
    main: { platform: PLATFORM_OF.main, business_unit: first, ...common },
    blog: {
      platform: PLATFORM_OF.blog,
      business_unit: second,
      ...common,
      record_unpaid: true,
      url,
      consumer_key: consumer.key,
      consumer_secret: consumer.secret,
      // What it finds is of the day; what the shop has dropped is of the past, and asked for.
      catch_up_minutes: 1,
    },
  };
  const files = { units: path.join(folder, 'business-units.json'), shops: path.join(folder, 'shops.json') };
  await writeFile(files.units, JSON.stringify(businessUnits()));
  await writeFile(files.shops, JSON.stringify(shops));
  return files;
}

/** The environment of a service under the storm: fast retries, short leases, and attempts that last for any number of faults. */
export function stormEnvironment(crm: SuiteCrmSimulator, dataDir: string, files: SoakFiles): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    BUSINESS_UNITS_FILE: files.units,
    SHOPS_FILE: files.shops,
    WEBHOOK_SECRETS: SECRET,
    ADMIN_TOKENS: `soak:${ADMIN_TOKEN}`,
    ...simulatorEnvironment(crm, null),
    SUITECRM_TIMEOUT_MS: '700',
    MAX_ATTEMPTS: '1000',
    RETRY_BASE_MS: '20',
    RETRY_MAX_MS: '500',
    LEASE_MS: String(LEASE_MS),
    POLL_MS: '50',
  };
}

/** The environment of the quiet run's service: nothing hurries, and a refund that waits is not looked at again before its order is done. */
export function quietEnvironment(crm: SuiteCrmSimulator, files: SoakFiles): Record<string, string> {
  return {
    ...stormEnvironment(crm, '', files),
    SUITECRM_TIMEOUT_MS: '60000',
    MAX_ATTEMPTS: '12',
    RETRY_BASE_MS: '1000',
    RETRY_MAX_MS: '3600000',
    LEASE_MS: '60000',
  };
}
