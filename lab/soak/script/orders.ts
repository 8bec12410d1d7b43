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
    const status = random.chance(0.9) ? 'Paid' : 'Not Paid';
    const data = {
      business_unit: person.unit,
      order_id: orderId,
      ordered_at: this.#day(),
      currency,
      status,
      customer: this.#people.describe(person),
      billing_address: random.chance(0.5) ? null : undefined,
      groups: groups ?? undefined,
      lines: lines ?? undefined,
      shipping: random.chance(0.5) ? { amount: `${random.integer(1, 300)}`, tax_rate: '5' } : null,
      promotions: PROMOTIONS.filter(() => random.chance(0.2)),
      totals: undefined,
    };
    const body = sampleOrder(data);
    const sold = [...(lines ?? []), ...(groups ?? []).flatMap((group) => group.lines)];
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

  /** A whole order or some of its lines; now and then more than is left of it, or a line that it does not have. */
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
      lines: random.chance(0.35) ? null : part(),
      shipping: random.chance(0.2),
    });
  }

  #line(lineId: string, currency: string) {
    const random = this.#random;
    const percentage = { type: 'Percentage', value: `${random.integer(1, 100)}` };
    const amount = { type: 'Amount', value: random.pick(['0.5', '0.99', '0.25']) };
    return {
      line_id: lineId,
      ...this.#catalogue.article(currency, this.#burst > 0),
      quantity: String(random.integer(1, 4)),
      discount: random.pick([null, percentage, amount]),
      vat_rate: random.pick(['0', '5', '5', '19']),
    };
  }

  #day(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#random.integer(0, 300 * 24 * 3600) * 1000).toISOString();
  }
}
