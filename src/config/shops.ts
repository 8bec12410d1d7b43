import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { faultsOf } from '../domain/faults.ts';
import { JsonNumber } from '../domain/json-number.ts';
import type { Shop, ShopApi } from '../shops/shop.ts';
import type { BusinessUnit } from './config.ts';
import type { Environment } from './environment.ts';
import { givenValue } from './given-value.ts';
import { readJsonFile, systemCodeOf } from './json-file.ts';

const NAME = 'SHOPS_FILE';
const CATCH_UP_MINUTES = 10;

const Words = Type.Refine(
  Type.String(),
  (text) => text.trim() === text && /^[^\p{Cc}]{1,200}$/u.test(text),
  () => 'Must be a text of 1 to 200 characters without spaces around it.',
);
const Secrets = Type.Array(Words, { minItems: 1, maxItems: 10 });
const Common = {
  business_unit: Words,
  secrets: Secrets,
  category: Type.Optional(Words),
  categories: Type.Optional(Type.Record(Type.String(), Words)),
  record_unpaid: Type.Optional(Type.Boolean()),
};
const ShopifyShop = Type.Object(
  { platform: Type.Literal('shopify'), ...Common, currency: Type.Optional(Type.Enum(['shop', 'presentment'])) },
  { additionalProperties: false },
);
const WooCommerceShop = Type.Object(
  {
    platform: Type.Literal('woocommerce'),
    ...Common,
    url: Type.Optional(Words),
    consumer_key: Type.Optional(Words),
    consumer_secret: Type.Optional(Words),
    catch_up_minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_440 })),
  },
  { additionalProperties: false },
);
const SHOPIFY = Compile(ShopifyShop);
const WOOCOMMERCE = Compile(WooCommerceShop);
const ANY = Compile(Type.Object({ platform: Type.Enum(['shopify', 'woocommerce']) }));
const SHOPS = Compile(Type.Record(Type.String(), Type.Object({})));

/** What the shops are read with. */
export interface ShopSources {
  readonly units: ReadonlyMap<string, BusinessUnit>;
  readonly readFile: (path: string) => Uint8Array;
  /** Where `${NAME}` in a value is read from, or the `NAME_FILE` of it. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads the file of the shops that are connected directly: an object of shops by name. Without one, and without a word of one, there is none.
 * Whatever is wrong with it goes to the problems, without any value of a secret; a shop with a fault is left out.
 */
export function readShops(environment: Environment, sources: ShopSources): ReadonlyMap<string, Shop> {
  const { problems } = environment;
  const path = environment.values[NAME];
  if (!environment.isSet(NAME) && isAbsent(path, sources.readFile)) return new Map();
  const document = readJsonFile({ variable: NAME, path, problems, readFile: sources.readFile });
  if (document === undefined) return new Map();
  if (!SHOPS.Check(document)) {
    problems.push(`${NAME} ${path} must hold a JSON object of shops by name`);
    return new Map();
  }
  const shops = Object.entries(document).map(([name, value]) => {
    const before = problems.length;
    const report = (where: string, what: string) => {
      problems.push(`${path}: shop ${JSON.stringify(name)}${where} ${what}`);
      return null;
    };
    const shop = readShop(name, filledIn(value, sources.env, report), sources.units, report);
    return problems.length === before ? shop : null;
  });
  return new Map(shops.filter((shop) => shop !== null).map((shop) => [shop.name, shop]));
}

function isAbsent(path: string, readFile: (path: string) => Uint8Array): boolean {
  try {
    readFile(path);
    return false;
  } catch (error) {
    return systemCodeOf(error) === 'ENOENT';
  }
}

type Report = (where: string, what: string) => null;

/** The value with what the environment, or the file of a `NAME_FILE`, has in the place of each `${NAME}`. */
function filledIn(value: unknown, env: NodeJS.ProcessEnv, report: Report): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const given = givenValue(env, name);
      if (given === null) report('', `names ${name}, which is not set in the environment`);
      else if ('problem' in given) report('', `names ${name}: ${given.problem}`);
      else return given.value;
      return name;
    });
  }
  if (value instanceof JsonNumber) return Number(value.source);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, env, report));
  if (typeof value !== 'object' || value === null || value.constructor !== Object) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filledIn(member, env, report)]));
}

function readShop(name: string, value: unknown, units: ReadonlyMap<string, BusinessUnit>, report: Report): Shop | null {
  if (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(name))
    return report('', 'needs a name of 1 to 40 small letters, digits, "-" and "_", since it stands in an address');
  if (SHOPIFY.Check(value) || WOOCOMMERCE.Check(value)) {
    const unit = units.get(value.business_unit);
    if (unit === undefined)
      return report(' /business_unit:', `names ${value.business_unit}, which is no business unit`);
    if (unit.crm !== 'suitecrm') return report(' /business_unit:', `lives in ${unit.crm}, which takes no orders`);
    return {
      name,
      platform: value.platform,
      businessUnit: value.business_unit,
      secrets: value.secrets.map((secret) => Buffer.from(secret)),
      currency: value.platform === 'shopify' ? (value.currency ?? 'shop') : 'shop',
      category: value.category ?? null,
      categories: new Map(Object.entries(value.categories ?? {})),
      recordUnpaid: value.record_unpaid ?? false,
      api: value.platform === 'woocommerce' ? readApi(value, report) : null,
    };
  }
  const validator = !ANY.Check(value) ? ANY : value.platform === 'shopify' ? SHOPIFY : WOOCOMMERCE;
  for (const fault of faultsOf(validator.Errors(value), value)) report(`${` ${fault.path}`.trimEnd()}:`, fault.message);
  return null;
}

function readApi(value: Static<typeof WooCommerceShop>, report: Report): ShopApi | null {
  const { url, consumer_key: key, consumer_secret: secret } = value;
  if (key === undefined && secret === undefined) return null;
  if (url === undefined || key === undefined || secret === undefined)
    return report('', 'needs url, consumer_key and consumer_secret, all of them or no key');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    return report(' /url:', 'must be an address that starts with https://');
  return {
    url: url.replace(/\/+$/, ''),
    key,
    secret,
    catchUpMs: (value.catch_up_minutes ?? CATCH_UP_MINUTES) * 60_000,
  };
}
