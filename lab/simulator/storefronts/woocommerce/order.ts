import { Decimal, sum } from '../../../../src/domain/money.ts';
import { type Buyer, type Cart, couponShares, pricesOf, taxOfCart } from '../cart.ts';
import { Coins } from './coins.ts';
import type { WooStoreSettings } from './settings.ts';
import { gmtText, localText } from './times.ts';

/** What is sold at a WooCommerce till: it knows fees as well, which may be negative. */
export interface WooCart extends Cart {
  readonly fees?: readonly { readonly name: string; readonly amount: string; readonly taxRate?: string }[];
}

/** Money of a part of an order: without tax, whatever the price tags say, and its tax. */
export interface WooMoney {
  readonly total: string;
  readonly total_tax: string;
}

/** A part of an order, by its id and its money; the rest is only shown. */
export interface WooPart extends WooMoney {
  readonly id: number;
  readonly [shown: string]: unknown;
}

export interface WooLineItem extends WooPart {
  readonly name: string;
  readonly quantity: number;
}

/** A refund, as an order lists it. */
export interface WooRefundEntry {
  readonly id: number;
  readonly reason: string;
  readonly total: string;
}

/** An order as the REST API shows it: what the simulator itself reads of it by name. */
export interface SoldByWoo {
  readonly id: number;
  readonly status: string;
  readonly date_modified: string;
  readonly date_modified_gmt: string;
  readonly date_paid_gmt: string | null;
  readonly total: string;
  readonly line_items: readonly WooLineItem[];
  readonly shipping_lines: readonly WooPart[];
  readonly fee_lines: readonly WooPart[];
  readonly refunds: readonly WooRefundEntry[];
  readonly [shown: string]: unknown;
}

/** How an order is made. */
export interface WooOrderMaking {
  readonly settings: WooStoreSettings;
  readonly now: Date;
  /** The next id of the site: orders, their parts and refunds share one row of them. */
  readonly newId: () => number;
}

/** An order that waits for its money, as the till counts it: tax rounded on each line, half down where prices hold it. */
export function makeWooOrder(cart: WooCart, { settings, now, newId }: WooOrderMaking): SoldByWoo {
  const { decimals, pricesIncludeTax: inclusive } = settings;
  const coins = new Coins(decimals, inclusive);
  const part = (price: Decimal, rate = '0', inside = inclusive) => {
    const tax = coins.round(taxOfCart(price, rate, inside));
    return { net: inside ? price.minus(tax) : coins.round(price), tax };
  };
  const id = newId();
  const shares = couponShares(cart, decimals);
  const lines = pricesOf(cart.lines).map((price, index) => {
    const { taxRate } = cart.lines[index] ?? {};
    return { before: part(price, taxRate), after: part(price.minus(shares[index] ?? 0), taxRate) };
  });
  // Shipping and fees are entered without tax in every shop.
  const fees = (cart.fees ?? []).map((fee) => ({ ...fee, ...part(new Decimal(fee.amount), fee.taxRate, false) }));
  const shipping = [cart.shipping ?? []].flat().map((sent) => {
    return { ...sent, ...part(new Decimal(sent.price), sent.taxRate, false) };
  });
  const after = lines.map((line) => line.after);
  const parts = [...after, ...fees, ...shipping];
  const tax = sum(parts.map((each) => each.tax));
  const total = sum(parts.map(({ net }) => net)).plus(tax);
  const off = (figure: 'net' | 'tax') =>
    sum(lines.map(({ before, after: left }) => before[figure].minus(left[figure])));
  const freight = (figure: 'net' | 'tax') => coins.text(sum(shipping.map((sent) => sent[figure])));
  return {
    id,
    parent_id: 0,
    number: String(id),
    status: 'pending',
    currency: settings.currency,
    version: settings.version,
    prices_include_tax: inclusive,
    date_created: localText(now, settings),
    date_created_gmt: gmtText(now),
    date_modified: localText(now, settings),
    date_modified_gmt: gmtText(now),
    date_paid: null,
    date_paid_gmt: null,
    date_completed: null,
    date_completed_gmt: null,
    discount_total: coins.text(off('net')),
    discount_tax: coins.text(off('tax')),
    shipping_total: freight('net'),
    shipping_tax: freight('tax'),
    cart_tax: coins.text(tax.minus(sum(shipping.map((sent) => sent.tax)))),
    total_tax: coins.text(tax),
    total: coins.text(total),
    customer_id: cart.buyer.id ?? 0,
    customer_note: '',
    billing: { ...addressOf(cart.buyer), email: cart.buyer.email },
    shipping: addressOf(cart.buyer),
    payment_method: 'bacs',
    line_items: lines.map(({ before, after: left }, index) => {
      const { sku, name = '', quantity = 1 } = cart.lines[index] ?? {};
      return {
        id: newId(),
        name,
        product_id: 90 + index,
        variation_id: 0,
        quantity,
        tax_class: '',
        subtotal: coins.text(before.net),
        subtotal_tax: coins.text(before.tax),
        total: coins.text(left.net),
        total_tax: coins.text(left.tax),
        meta_data: [],
        sku: sku ?? '',
        // PHP writes the quotient as a float.
        price: left.net.div(quantity).toNumber(),
      };
    }),
    shipping_lines: shipping.map(({ title, net, tax: own }) => ({
      id: newId(),
      method_title: title,
      method_id: 'flat_rate',
      total: coins.text(net),
      total_tax: coins.text(own),
      meta_data: [],
    })),
    fee_lines: fees.map(({ name, net, tax: own }) => ({
      id: newId(),
      name,
      tax_status: 'taxable',
      total: coins.text(net),
      total_tax: coins.text(own),
      meta_data: [],
    })),
    coupon_lines:
      cart.coupon === undefined ? [] : [{ id: newId(), code: cart.coupon.code, discount: coins.text(off('net')) }],
    refunds: [],
    meta_data: [],
  };
}

function addressOf({ firstName, lastName, city = '', country = '' }: Buyer) {
  const rest = { company: '', address_1: '', address_2: '', city, state: '', postcode: '', country, phone: '' };
  return { first_name: firstName, last_name: lastName, ...rest };
}
