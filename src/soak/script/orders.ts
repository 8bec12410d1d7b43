import { sampleOrder, sampleRefund } from '../../simulator/sample-events.ts';
import type { Random } from '../random.ts';
import type { Catalogue } from './catalogue.ts';
import type { People } from './people.ts';

/** An order with what a refund needs to know of it. */
export interface PlannedOrder {
  readonly unit: string;
  readonly orderId: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly body: object;
}

/** The last one is unknown to the simulated CRM: its orders are done with a warning. */
const PROMOTIONS = ['PROMO10', 'Market Premium', 'Market Premium 500', 'SOAK-UNKNOWN'];

/** Makes orders and refunds of them. */
export class Orders {
  readonly #random: Random;
  readonly #people: People;
  readonly #catalogue: Catalogue;
  #orders = 0;
  #refunds = 0;

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
    let count = 0;
    const line = () => {
      count += 1;
      return this.#line(String(count), currency);
    };
    const several = <T>(make: (place: number) => T) =>
      Array.from({ length: random.integer(1, 3) }, (_, at) => make(at + 1));
    const groups = random.chance(0.2) ? null : several((place) => ({ name: `Group ${place}`, lines: several(line) }));
    const lines = groups === null ? several(line) : null;
    const body = sampleOrder({
      business_unit: person.unit,
      order_id: orderId,
      ordered_at: this.#day(),
      currency,
      status: random.chance(0.9) ? 'Paid' : 'Not Paid',
      customer: this.#people.describe(person),
      billing_address: random.chance(0.5) ? null : undefined,
      groups: groups ?? undefined,
      lines: lines ?? undefined,
      shipping: random.chance(0.5) ? { amount: `${random.integer(1, 300)}`, tax_rate: '5' } : null,
      promotions: PROMOTIONS.filter(() => random.chance(0.2)),
      totals: undefined,
    });
    const sold = [...(lines ?? []), ...(groups ?? []).flatMap((group) => group.lines)];
    const quantities = sold.map(({ line_id, quantity }) => ({ lineId: line_id, quantity: Number(quantity) }));
    return { unit: person.unit, orderId, lines: quantities, body };
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
      ...this.#catalogue.article(currency),
      quantity: String(random.integer(1, 4)),
      discount: random.pick([null, percentage, amount]),
      vat_rate: random.pick(['0', '5', '5', '19']),
    };
  }

  #day(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#random.integer(0, 300 * 24 * 3600) * 1000).toISOString();
  }
}
