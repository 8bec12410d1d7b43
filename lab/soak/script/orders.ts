import { sampleOrder, sampleRefund } from '../../../src/domain/events/samples.ts';
import type { Random } from '../random.ts';
import { REFUSED_ARTICLE } from '../refused.ts';
import type { Catalogue } from './catalogue.ts';
import type { People } from './people.ts';

/** An order with what a refund needs to know of it. */
export interface PlannedOrder {
  readonly unit: string;
  readonly orderId: string;
  /** One that is not paid has no refund: that would wait for ever. */
  readonly paid: boolean;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly body: object;
  /**
   * The order as the shop told it wrongly: the CRM takes its invoice and its group and refuses its line. There is one of each, so that
   * what the order leaves behind hangs on no chance.
   */
  readonly refusedBody: object;
}

/** The last one is unknown to the simulated CRM: its orders are done with a warning. */
const PROMOTIONS = ['PROMO10', 'Market Premium', 'Market Premium 500', 'SOAK-UNKNOWN'];

/** The launch of a collection: so many orders in a row bring new products only. */
const BURST = 8;

/** A product that nothing was taken off of: enough for a coupon and a gift card. */
function isAtFullPrice({
  discount,
  ...line
}: {
  readonly discount: unknown;
  readonly sku?: unknown;
  readonly product_id?: unknown;
}) {
  return discount === null && (line.sku !== undefined || line.product_id !== undefined);
}

/** Makes orders and refunds of them. */
export class Orders {
  readonly #random: Random;
  readonly #people: People;
  readonly #catalogue: Catalogue;
  #orders = 0;
  #refunds = 0;
  /** So many orders to come sell nothing but what is new. */
  #burst = 0;

  constructor(random: Random, people: People, catalogue: Catalogue) {
    this.#random = random;
    this.#people = people;
    this.#catalogue = catalogue;
  }

  /** One to three groups of one to three lines, or lines without a group. */
  order(): PlannedOrder {
    const random = this.#random;
    const person = this.#people.meet();
    this.#orders += 1;
    const orderId = `SOAK-${this.#orders}`;
    const currency = this.#catalogue.currency();
    this.#burst = this.#burst > 0 ? this.#burst - 1 : random.chance(0.02) ? BURST : 0;
    let count = 0;
    const line = () => {
      count += 1;
      return this.#line(String(count), currency);
    };
    const several = <T>(make: (place: number) => T) =>
      Array.from({ length: random.integer(1, 3) }, (_, at) => make(at + 1));
    const groups = random.chance(0.2) ? null : several((place) => ({ name: `Group ${place}`, lines: several(line) }));
    const lines = groups === null ? several(line) : null;
    const sold = [...(lines ?? []), ...(groups ?? []).flatMap((group) => group.lines)];
    const status = random.chance(0.9) ? 'Paid' : 'Not Paid';
    const data = {
      business_unit: person.unit,
      order_id: orderId,
      order_number: random.chance(0.2) ? `No. ${this.#orders}` : undefined,
      ordered_at: this.#day(),
      currency,
      status,
      customer: this.#people.describe(person),
      billing_address: random.chance(0.5) ? null : undefined,
      groups: groups ?? undefined,
      lines: lines ?? undefined,
      shipping: random.chance(0.5) ? { amount: `${random.integer(1, 300)}`, tax_rate: '5' } : null,
      promotions: PROMOTIONS.filter(() => random.chance(0.2)),
      prices_include_tax: this.#catalogue.includesTax(currency),
      totals: undefined,
    };
    const body = sampleOrder({ ...data, ...this.#besideLines(sold.some(isAtFullPrice)) });
    const quantities = sold.map(({ line_id, quantity }) => ({ lineId: line_id, quantity: Number(quantity) }));
    const [first] = sold;
    const refusedLine = { ...first, sku: `REFUSED-${orderId}`, name: REFUSED_ARTICLE, marker: null };
    const [group] = groups ?? [];
    const refusedBody = sampleOrder({
      ...data,
      groups: group === undefined ? undefined : [{ ...group, lines: [refusedLine] }],
      lines: groups === null ? [refusedLine] : undefined,
    });
    return { unit: person.unit, orderId, paid: status === 'Paid', lines: quantities, body, refusedBody };
  }

  /**
   * A whole order, some of its lines, some money of them, of the freight or beside them; now and then more than is left, or a line that
   * the order does not have.
   */
  refund({ unit, orderId, lines }: PlannedOrder): object {
    const random = this.#random;
    this.#refunds += 1;
    const part = () => {
      const { lineId, quantity } = random.pick(lines);
      return [{ line_id: random.chance(0.03) ? 'none' : lineId, quantity: String(random.integer(1, quantity)) }];
    };
    return sampleRefund({
      business_unit: unit,
      refund_id: `SOAK-R-${this.#refunds}`,
      order_id: orderId,
      refunded_at: this.#day(),
      ...random.pick<() => object>([
        () => ({ lines: undefined, shipping: undefined }),
        () => ({ lines: part(), shipping: random.chance(0.2) }),
        () => ({ lines: part(), shipping: random.chance(0.2) }),
        () => ({ lines: part().map((line) => ({ ...line, amount: '0.40', tax_amount: '0' })), shipping: undefined }),
        () => ({ lines: undefined, shipping: undefined, amount: random.pick(['0.2', '0.35']) }),
        () => ({ lines: [], shipping: { amount: '0.5' } }),
      ])(),
    });
  }

  /** What comes beside the lines, or goes off: never more than there is, which a line at its full price makes sure of. */
  #besideLines(isWorthMore: boolean): object {
    const random = this.#random;
    const off = isWorthMore && random.chance(0.3);
    return {
      discounts: off ? [{ name: 'Coupon', amount: '0.30' }] : undefined,
      fees: [
        ...(random.chance(0.2) ? [{ name: 'Gift wrap', amount: '2', tax_rate: '5' }] : []),
        ...(random.chance(0.1) ? [{ name: 'Tip', amount: '1.25', tax_amount: '0.05' }] : []),
        ...(isWorthMore && random.chance(0.2) ? [{ name: 'Gift card', amount: '-0.50' }] : []),
      ],
    };
  }

  #line(lineId: string, currency: string) {
    const random = this.#random;
    const percentage = { type: 'Percentage', value: `${random.integer(1, 100)}` };
    const amount = { type: 'Amount', value: random.pick(['0.5', '0.99', '0.25']) };
    const total = { type: 'Total', value: '0.75' };
    const { sku, ...article } = this.#catalogue.article(currency, this.#burst > 0);
    const discount = random.pick([null, percentage, amount, total]);
    return {
      line_id: lineId,
      ...article,
      ...random.pick([{ sku }, { sku }, { sku }, { sku: undefined, product_id: sku }, { sku: undefined }]),
      quantity: String(random.integer(1, 4)),
      discount,
      tax_amount: discount === null && random.chance(0.3) ? random.pick(['0.00', '0.07', '0.5']) : undefined,
    };
  }

  #day(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#random.integer(0, 300 * 24 * 3600) * 1000).toISOString();
  }
}
