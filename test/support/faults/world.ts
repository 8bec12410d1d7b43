import type { JournaledCall, SuiteCrmSimulator } from '../../../lab/simulator/suitecrm/index.ts';
import { MONEY } from '../../../src/domain/amounts/sold-order.ts';
import {
  sampleCustomerUpdate,
  sampleOrder,
  sampleOrderUpdate,
  sampleProduct,
  sampleRefund,
  sampleRegistration,
} from '../../../src/domain/events/samples.ts';
import {
  contactId,
  emailAddressId,
  groupId,
  invoiceId,
  leadId,
  lineId,
  markerId,
  productId,
  returnGroupId,
  returnId,
  returnLineId,
} from '../../../src/domain/record-ids.ts';
import type { Route } from '../../../src/webhooks/sign-request.ts';
import { partOf } from '../../../src/workflows/suitecrm/return/return-tree.ts';

/** One webhook of a world. */
export interface Message {
  readonly route: Route;
  readonly body: object;
}

const UNIT = 'experience';
// `filter[number][eq]=12`, percent-encoded or not.
const NUMBER_LOOKED_FOR = /(number(?:\]|%5D)(?:\[|%5B)eq(?:\]|%5D)=)\d+/i;
const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/**
 * A customer, an order and its refunds that share nothing with those of other worlds, not even a currency or a category: so that
 * many worlds can run in one service side by side, each call and each record can be told to be of one, and two worlds can be compared.
 */
export class World {
  readonly name: string;
  readonly #labels: ReadonlyMap<string, string>;

  /** `index` counts worlds from 0. */
  constructor(index: number) {
    this.name = `w${index.toString(36).padStart(3, '0')}q`;
    this.#labels = labelsOf(this.name, currencyCode(index));
  }

  /** Puts what the world's order refers to into the CRM. */
  prepare(crm: SuiteCrmSimulator): void {
    crm.edit('Currencies', this.#idOf('currency'), {
      name: this.#idOf('code'),
      symbol: '$',
      iso4217: '',
      conversion_rate: '1.2',
      status: 'Active',
    });
    crm.edit('AOS_Product_Categories', this.#idOf('category'), { name: `category ${this.name}`, is_parent: '1' });
    crm.edit('OWL_Promotions', this.#idOf('promotion'), {
      name: `promotion ${this.name}`,
      code: `promotion ${this.name}`,
    });
  }

  registration(): Message {
    return { route: 'registrations', body: sampleRegistration({ customer: this.#customer() }) };
  }

  /** The customer has another address, wants no mail and has no title any more. */
  customerUpdate(): Message {
    const customer = { ...this.#customer(), email: newAddress(this.name), title: null, email_opt_out: true };
    return { route: 'customer-updates', body: sampleCustomerUpdate({ customer }) };
  }

  /** Two groups, a fee, a coupon, a marker, a promotion and a foreign currency that is only found by its name. */
  order(status = 'Paid'): Message {
    const line = (lineId: string, quantity: string, marker: object | null) => ({
      line_id: lineId,
      sku: `${this.name}-${lineId}`,
      name: `Tour ${lineId} of ${this.name}`,
      category: `category ${this.name}`,
      quantity,
      list_price: '99.99',
      discount: { type: 'Percentage', value: '12.5' },
      vat_rate: '5',
      tax_amount: lineId === '1' ? '12.50' : undefined,
      marker,
    });
    const marker = { name: `Tea house ${this.name}`, country: 'Taiwan', lat: '25.033', lng: '121.565' };
    const body = sampleOrder({
      order_id: `order ${this.name}`,
      currency: this.#idOf('code'),
      status,
      customer: { user_id: `user ${this.name}`, email: `${this.name}@example.com` },
      groups: [
        { name: `first of ${this.name}`, lines: [line('1', '3', marker)] },
        { name: `second of ${this.name}`, lines: [line('2', '1', null)] },
      ],
      discounts: [{ name: 'Coupon', amount: '3.10' }],
      fees: [{ name: `wrap of ${this.name}`, amount: '2', tax_rate: '5' }],
      shipping: { amount: '7.70', tax_rate: '5' },
      promotions: [`promotion ${this.name}`],
      totals: undefined,
    });
    return { route: 'orders', body };
  }

  /** The order is paid by now, and goes to another address. */
  orderUpdate(): Message {
    const body = sampleOrderUpdate({ order_id: `order ${this.name}`, description: `told later of ${this.name}` });
    return { route: 'order-updates', body };
  }

  /** Another name and price, in the order's currency, of product 1 of the order, or of one that nobody knows: 3. */
  product(number: '1' | '3'): Message {
    const body = sampleProduct({
      sku: `${this.name}-${number}`,
      name: `Longer tour of ${this.name}`,
      category: `category ${this.name}`,
      currency: this.#idOf('code'),
    });
    return { route: 'products', body };
  }

  /** Two of the three tours of the first group, for less than they cost, and money beside them. */
  partialRefund(): Message {
    return this.#refund('part', { lines: [{ line_id: '1', quantity: '2', amount: '150' }], amount: '4' });
  }

  fullRefund(): Message {
    return this.#refund('whole', { lines: null });
  }

  /** The ids and names by which the world is known. */
  get ids(): Iterable<string> {
    return this.#labels.keys();
  }

  /** What people delete of the order: its buyer, a product with its marker, the invoice with its lines, and a group. */
  removedOfOrder(): { readonly module: string; readonly id: string }[] {
    const removed = (module: string, label: string) => ({ module, id: this.#idOf(label) });
    return [
      removed('Contacts', 'contact'),
      removed('AOS_Products', 'product 1'),
      removed('jjwg_Markers', 'marker'),
      removed('AOS_Line_Item_Groups', 'group 1'),
      removed('AOS_Invoices', 'invoice'),
    ];
  }

  /** Texts with neutral names, in a canonical order: equal for two worlds that fared alike. */
  portrait(rows: readonly string[]): unknown[] {
    return rows
      .map((row) => this.#neutral(row))
      .sort()
      .map((row): unknown => JSON.parse(row));
  }

  /** A call with neutral names, as `POST AOS_Invoices invoice`. */
  describe(call: JournaledCall): string {
    const [, link] = call.path.split('/relationships');
    if (link === undefined)
      return `${call.method} ${call.module} ${this.#neutral(`${call.id ?? call.query.replace(NUMBER_LOOKED_FOR, '$1one')}`)}`;
    const related = call.body === null ? this.#neutral(link.slice(1)) : this.#neutral(JSON.stringify(call.body));
    // The CRM made the rows of addresses itself.
    return `${call.method} ${call.module} relationships ${related.replaceAll(UUID, 'row')}`;
  }

  #customer() {
    return { user_id: `user ${this.name}`, email: `${this.name}@example.com`, last_name: `Robot ${this.name}` };
  }

  #refund(id: string, overrides: object): Message {
    const refund = { refund_id: `${id} ${this.name}`, order_id: `order ${this.name}`, ...overrides };
    return { route: 'refunds', body: sampleRefund(refund) };
  }

  #neutral(text: string): string {
    let neutral = text.replaceAll(this.name, 'WORLD');
    for (const [id, label] of this.#labels) neutral = neutral.replaceAll(id, label);
    return neutral;
  }

  #idOf(label: string): string {
    for (const [id, known] of this.#labels) if (known === label) return id;
    throw new Error(`No id is labelled ${label}`);
  }
}

/** QAA, QAB ... QZZ, ZAA ... for the worlds' own currencies: no currency that begins with Q or Z has other than two decimals. */
function currencyCode(index: number): string {
  const letter = (value: number) => String.fromCharCode(65 + (value % 26));
  const first = ['Q', 'Z'][Math.floor(index / 676)];
  if (first === undefined) throw new RangeError('There are no more currencies for worlds');
  return `${first}${letter(Math.floor(index / 26))}${letter(index)}`;
}

/** The lines of the order by their groups. */
const LINES = ['1', '2', 'fee:1'];

function newAddress(name: string): string {
  return `new.${name}@example.com`;
}

function labelsOf(name: string, code: string): Map<string, string> {
  const order = `order ${name}`;
  const labels = new Map([
    [leadId(UNIT, `user ${name}`), 'lead'],
    [contactId({ email: `${name}@example.com` }), 'contact'],
    [emailAddressId(newAddress(name)), 'address'],
    [productId(`${name}-1`), 'product 1'],
    [productId(`${name}-2`), 'product 2'],
    [productId(`${name}-3`), 'product 3'],
    [markerId(`${name}-1`), 'marker'],
    [invoiceId(UNIT, order), 'invoice'],
    [invoiceId(UNIT, order, 2), 'next invoice'],
    [contactId({ email: `${name}@example.com` }, 2), 'next contact'],
    [productId(`${name}-1`, 2), 'next product 1'],
    [markerId(`${name}-1`, 2), 'next marker'],
    [productId(`currency ${name}`), 'currency'],
    [productId(`category ${name}`), 'category'],
    [productId(`promotion ${name}`), 'promotion'],
    [code, 'code'],
  ]);
  for (const refund of ['part', 'whole']) {
    const refundId = `${refund} ${name}`;
    labels.set(returnId(UNIT, order, refundId), `${refund} return`);
    const money = partOf(order, MONEY);
    labels.set(returnGroupId(UNIT, order, refundId, money), `${refund} return group money`);
    labels.set(returnLineId(UNIT, refundId, money), `${refund} return line money`);
    for (const [index, line] of LINES.entries()) {
      const group = groupId(UNIT, order, index + 1);
      labels.set(returnGroupId(UNIT, order, refundId, group), `${refund} return group ${index + 1}`);
      labels.set(returnLineId(UNIT, refundId, lineId(UNIT, order, line)), `${refund} return line ${line}`);
    }
  }
  for (const [index, line] of LINES.entries()) {
    labels.set(groupId(UNIT, order, index + 1), `group ${index + 1}`);
    labels.set(lineId(UNIT, order, line), `line ${line}`);
    labels.set(groupId(UNIT, order, index + 1, 2), `next group ${index + 1}`);
    labels.set(lineId(UNIT, order, line, 2), `next line ${line}`);
  }
  return labels;
}
