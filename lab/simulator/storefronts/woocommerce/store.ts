import { Decimal, sum } from '../../../../src/domain/money.ts';
import type { Buyer } from '../cart.ts';
import { makeWooOrder, type SoldByWoo, type WooCart } from './order.ts';
import { makeWooRefund, type RefundOfWoo, type WooGivenBack } from './refund.ts';
import type { WooStoreSettings } from './settings.ts';
import { gmtText, localText } from './times.ts';

/** A customer as the REST API shows one: what the simulator itself reads of it by name. */
export interface WooCustomer {
  readonly id: number;
  readonly email: string;
  readonly role: string;
  readonly date_created: string;
  readonly [shown: string]: unknown;
}

/** Everything that the simulated store keeps, in order of its ids. */
export class WooStore {
  readonly settings: WooStoreSettings;
  readonly orders = new Map<number, SoldByWoo>();
  readonly customers = new Map<number, WooCustomer>();
  readonly #refunds = new Map<number, RefundOfWoo[]>();
  readonly #now: () => Date;
  #nextId: number;

  /** `firstId`: real sites have any; no two shops of one test should share them by accident. */
  constructor(settings: WooStoreSettings, now: () => Date, firstId: number) {
    this.settings = settings;
    this.#now = now;
    this.#nextId = firstId;
  }

  refundsOf(orderId: number): readonly RefundOfWoo[] {
    return this.#refunds.get(orderId) ?? [];
  }

  /** Takes an order over as another store of the same shop has it, with its refunds. */
  put(order: SoldByWoo, refunds: readonly RefundOfWoo[]): void {
    this.orders.set(order.id, order);
    this.#refunds.set(order.id, [...refunds]);
  }

  /** An order that waits for its money. */
  order(cart: WooCart): SoldByWoo {
    const order = makeWooOrder(cart, this.#making());
    this.orders.set(order.id, order);
    return order;
  }

  /** Changes an order as somebody in the shop's office would, or a plug-in. */
  change(orderId: number, changes: Readonly<Record<string, unknown>>): SoldByWoo {
    const order = this.orders.get(orderId);
    if (order === undefined) throw new Error(`There is no order ${orderId}`);
    const now = this.#now();
    const modified = { date_modified: localText(now, this.settings), date_modified_gmt: gmtText(now) };
    const changed = { ...order, ...modified, ...changes };
    this.orders.set(orderId, changed);
    return changed;
  }

  /** Its money has come in. */
  pay(orderId: number): SoldByWoo {
    const now = this.#now();
    const paid = { date_paid: localText(now, this.settings), date_paid_gmt: gmtText(now) };
    return this.change(orderId, { status: 'processing', ...paid });
  }

  /** Money of it goes back; an order of which all went back is `refunded`. */
  refund(orderId: number, given: WooGivenBack): RefundOfWoo {
    const order = this.orders.get(orderId);
    if (order === undefined) throw new Error(`There is no order ${orderId}`);
    const refund = makeWooRefund(order, given, this.#making());
    const refunds = [refund, ...this.refundsOf(orderId)];
    this.#refunds.set(orderId, refunds);
    const isAll = sum(refunds.map(({ amount }) => new Decimal(amount))).gte(order.total);
    const entries = refunds.map(({ id, reason, amount }) => ({ id, reason, total: `-${amount}` }));
    this.change(orderId, { refunds: entries, ...(isAll ? { status: 'refunded' } : {}) });
    return refund;
  }

  /** Somebody opens an account. */
  register(buyer: Buyer): WooCustomer {
    const now = this.#now();
    const id = buyer.id ?? this.#takeId();
    const dates = { date_created: localText(now, this.settings), date_created_gmt: gmtText(now) };
    const names = { first_name: buyer.firstName, last_name: buyer.lastName };
    const { city = '', country = '' } = buyer;
    const customer = {
      id,
      ...dates,
      date_modified: dates.date_created,
      date_modified_gmt: dates.date_created_gmt,
      email: buyer.email,
      ...names,
      role: 'customer',
      username: buyer.email.split('@')[0] ?? '',
      billing: { ...names, city, country, email: buyer.email, phone: '' },
      shipping: { ...names, city, country },
      is_paying_customer: false,
      meta_data: [],
    };
    this.customers.set(id, customer);
    return customer;
  }

  #making() {
    return { settings: this.settings, now: this.#now(), newId: () => this.#takeId() };
  }

  #takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }
}
