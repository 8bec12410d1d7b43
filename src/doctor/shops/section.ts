import type { Config } from '../../config/config.ts';
import type { PlatformName, Shop } from '../../shops/shop.ts';
import { type Finding, type Topic, topic } from '../finding.ts';
import type { Section } from '../section.ts';
import { heardOf, readHeard } from './heard.ts';
import { checkWooApi } from './woocommerce-api.ts';

const PLATFORM: Readonly<Record<PlatformName, string>> = { shopify: 'Shopify', woocommerce: 'WooCommerce' };

/**
 * Whether the shops that are connected directly can be heard and asked. Their categories are looked for with those of the CRM. Reads only.
 */
export const examineShops: Section = async (config, surroundings) => {
  const shops = [...config.shops.values()];
  if (shops.length === 0) return [];
  const heard = await readHeard(config, surroundings);
  const findings = await Promise.all(
    shops.map(async (shop) => {
      const its = topic(`shop ${shop.name}`);
      return [
        secrets(its, shop),
        ...category(its, shop, config),
        ...(shop.platform === 'woocommerce' ? await checkWooApi(its, shop, surroundings.now) : []),
        ...(heard === null ? [] : heardOf(its, shop, heard, surroundings.now())),
      ];
    }),
  );
  if (heard !== null) return findings.flat();
  const what = 'When each shop was last heard of could not be read from the database';
  return [
    ...findings.flat(),
    topic('shops').warning(
      what,
      'Mend what is told of the database, or start the service once; then run the doctor again',
    ),
  ];
};

/** One that is not set is a fault of the configuration, which names it. */
function secrets(its: Topic, { platform, businessUnit, secrets: { length } }: Shop): Finding {
  const signed = length === 1 ? 'its secret is set' : `its ${length} secrets are set, any of which may sign`;
  return its.ok(`${PLATFORM[platform]}, for business unit ${businessUnit}: ${signed}`);
}

function category(its: Topic, { category, businessUnit }: Shop, { businessUnits }: Config): Finding[] {
  const unit = businessUnits.get(businessUnit);
  if (category !== null || (unit?.crm === 'suitecrm' && unit.defaultCategory !== null)) return [];
  const what = `Names no category, and business unit ${businessUnit} has no default_category: its new products stand in none`;
  return [its.warning(what, 'Add a category to the shop in SHOPS_FILE, or a default_category to the business unit')];
}
