import type { Buyer, Cart, CartLine } from '../../../simulator/storefronts/cart.ts';
import type { Random } from '../../random.ts';
import type { People } from '../people.ts';

const NEW_ARTICLES = 0.15;
const NEWCOMERS = 0.5;
const RECENT = 20;
const COUPONS = ['PROMO10', 'SOAK-UNKNOWN'];

/** What is bought in one connected shop, and by whom: ids and articles are its own, some addresses are also known elsewhere. */
export class Carts {
  readonly #random: Random;
  readonly #people: People;
  readonly #shop: string;
  readonly #articles: CartLine[] = [];
  readonly #buyers: Buyer[] = [];

  constructor(shop: string, random: Random, people: People) {
    this.#shop = shop;
    this.#random = random;
    this.#people = people;
  }

  cart(): Cart {
    const random = this.#random;
    const lines = [...new Set(Array.from({ length: random.integer(1, 3) }, () => this.#article()))];
    return {
      buyer: random.chance(0.25) ? this.#guest() : this.buyer(),
      lines,
      ...(random.chance(0.3) ? { coupon: { code: random.pick(COUPONS), amount: '3.10' } } : {}),
      ...(random.chance(0.6) ? { shipping: { title: 'Post', price: '7.70', taxRate: '5' } } : {}),
    };
  }

  /** Somebody with an account. */
  buyer(): Buyer & { readonly id: number } {
    const recent = this.#buyers
      .slice(-RECENT)
      .flatMap((buyer) => (buyer.id === undefined ? [] : [{ ...buyer, id: buyer.id }]));
    if (recent.length > 0 && !this.#random.chance(NEWCOMERS)) return this.#random.pick(recent);
    const buyer = { ...this.#somebody(), id: FIRST_BUYER + this.#buyers.length };
    this.#buyers.push(buyer);
    return buyer;
  }

  #guest(): Buyer {
    const guest = this.#somebody();
    this.#buyers.push(guest);
    return guest;
  }

  #somebody() {
    const known = this.#random.chance(0.2) ? this.#people.meetAddress() : null;
    const own = `${this.#shop}${this.#buyers.length + 1}`;
    const { email, lastName } = known ?? { email: `${own}@example.com`, lastName: `Robot ${own}` };
    return { email, firstName: 'Soak', lastName, city: 'Taipei', country: 'TW' };
  }

  /** The newest are sold most. All that describes one belongs to it, its number too: a price is told by the piece. */
  #article(): CartLine {
    const random = this.#random;
    const count = this.#articles.length;
    if (count === 0 || random.chance(NEW_ARTICLES)) {
      this.#articles.push({
        sku: `${this.#shop.toUpperCase()}-${count + 1}`,
        name: `Article ${count + 1} of ${this.#shop}`,
        price: (random.integer(399, 9_999) / 100).toFixed(2),
        quantity: random.integer(1, 4),
        taxRate: random.pick(['0', '5', '6.5', '19']),
      });
    }
    return random.pick(this.#articles.slice(-RECENT));
  }
}

/** Above every id that the shop gives to its orders. */
const FIRST_BUYER = 900_000_000;
