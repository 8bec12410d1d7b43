import type { Random } from '../random.ts';

/** A thing the shop sells. All that describes it belongs to the sku, so that whichever order comes first makes the same product. */
export interface Article {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly type: string;
  readonly cost: string;
  readonly list_price: string;
  readonly vat_rate: string;
  readonly marker: object | null;
}

/** The simulated CRM's own currency, one that it finds by name only, and one that it finds by its ISO code. */
const CURRENCIES = ['TWD', 'TWD', 'TWD', 'EUR', 'USD'];
const NAMES = ['Tea tour', 'Night market walk', 'Pineapple cake', 'Tea atlas', 'Pottery class', 'Oolong, 150 g'];

/** Articles by the currency they are sold in. The newest are sold most, so that many orders bring the same new sku at once. */
export class Catalogue {
  readonly #random: Random;
  readonly #articles = new Map<string, Article[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** The currency of an order. */
  currency(): string {
    return this.#random.pick(CURRENCIES);
  }

  /** Whether prices in this currency hold their tax: it belongs to the price of an article. */
  includesTax(currency: string): boolean {
    return currency === 'EUR';
  }

  /** Something to sell in this currency; `fresh` = nobody has sold it before. */
  article(currency: string, fresh: boolean): Article {
    const known = this.#articles.get(currency) ?? [];
    this.#articles.set(currency, known);
    if (fresh || known.length === 0 || this.#random.chance(0.12)) known.push(this.#invent(currency, known.length + 1));
    const newest = known.at(-1);
    if (fresh && newest !== undefined) return newest;
    const age = Math.floor(this.#random.next() ** 3 * known.length);
    return known[known.length - 1 - age] ?? this.#random.pick(known);
  }

  /** Something that was sold lately, told of anew: it costs something else from now on. Null before anything was sold. */
  retold(): (Omit<Article, 'marker' | 'vat_rate'> & { readonly currency: string }) | null {
    const currency = this.currency();
    const [sold] = (this.#articles.get(currency) ?? []).slice(-this.#random.integer(1, 5));
    if (sold === undefined) return null;
    const { sku, name, category, type } = sold;
    return {
      sku,
      name: `${name}, new`,
      category,
      type,
      currency,
      cost: this.#price(currency),
      list_price: this.#price(currency),
    };
  }

  #price(currency: string): string {
    const random = this.#random;
    return currency === 'TWD' ? `${random.integer(50, 4000)}` : (random.integer(99, 9999) / 100).toFixed(2);
  }

  #invent(currency: string, count: number): Article {
    const random = this.#random;
    const price = () => this.#price(currency);
    const name = random.pick(NAMES);
    return {
      sku: `SOAK-${currency}-${String(count).padStart(5, '0')}`,
      name: `${name} ${count}`,
      category: random.pick(['E', 'MIS']),
      type: random.pick(['Good', 'Service']),
      cost: price(),
      list_price: price(),
      vat_rate: random.pick(['0', '5', '5', '19']),
      marker: random.chance(0.3) ? this.#marker(name, count) : null,
    };
  }

  #marker(name: string, count: number): object {
    const [lat, lng] = [this.#random.integer(22_000, 25_000), this.#random.integer(120_000, 122_000)];
    return { name: `${name} ${count}`, country: 'Taiwan', lat: (lat / 1000).toFixed(3), lng: (lng / 1000).toFixed(3) };
  }
}
