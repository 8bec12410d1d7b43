import { Decimal, roundTo, sum } from '../../../../src/domain/money.ts';
import { type Buyer, type Cart, couponShares, pricesOf, taxOfCart } from '../cart.ts';
import { moneySet, moneyText, type SentMoneySet } from './money.ts';
import type { RefundOfShopify } from './refund-shape.ts';

/** What the owner of a simulated Shopify shop set. */
export interface ShopifySettings {
  readonly currency: string;
  /** Whether its price tags hold the tax. */
  readonly taxesIncluded: boolean;
}

export interface ShopifyTaxLine {
  readonly title: string;
  /** Of the whole line after discounts. */
  readonly price: string;
  /** 0.05 is five percent. */
  readonly rate: number;
  readonly price_set: SentMoneySet;
}

/** A line of an order: what the simulator itself reads of it by name. */
export interface ShopifyLineItem {
  readonly id: number;
  readonly quantity: number;
  readonly price: string;
  readonly discount_allocations: readonly { readonly amount: string; readonly amount_set: SentMoneySet }[];
  readonly tax_lines: readonly ShopifyTaxLine[];
  readonly [shown: string]: unknown;
}

export interface ShopifyShippingLine {
  readonly id: number;
  readonly price: string;
  readonly tax_lines: readonly ShopifyTaxLine[];
  readonly [shown: string]: unknown;
}

/** An order as each of its topics has it: what the simulator itself reads of it by name. */
export interface SoldByShopify {
  readonly id: number;
  readonly financial_status: string;
  readonly updated_at: string;
  readonly total_price: string;
  readonly line_items: readonly ShopifyLineItem[];
  readonly shipping_lines: readonly ShopifyShippingLine[];
  readonly refunds: readonly RefundOfShopify[];
  readonly [shown: string]: unknown;
}

/** How an order is made. */
export interface ShopifyMaking {
  readonly settings: ShopifySettings;
  readonly now: Date;
  readonly newId: () => number;
}

/** An unpaid order as Shopify counts it: discounts allocated to lines, tax rounded half up on each whole line after them, totals their sums. */
export function makeShopifyOrder(cart: Cart, { settings, now, newId }: ShopifyMaking): SoldByShopify {
  const { currency, taxesIncluded } = settings;
  const set = (amount: Decimal) => moneySet(amount, currency);
  const taxLines = (amount: Decimal, rate = '0'): ShopifyTaxLine[] => {
    if (rate === '0') return [];
    const price = roundTo(taxOfCart(amount, rate, taxesIncluded), 2);
    const share = Decimal.div(rate, 100).toNumber();
    return [{ title: 'VAT', price: moneyText(price), rate: share, price_set: set(price) }];
  };
  const [prices, off] = [pricesOf(cart.lines), couponShares(cart, 2)];
  const lines = cart.lines.map(({ sku, name, price, quantity, taxRate }, index): ShopifyLineItem => {
    const discount = off[index] ?? new Decimal(0);
    const amount = { amount: moneyText(discount), amount_set: set(discount), discount_application_index: 0 };
    return {
      id: newId(),
      product_id: newId(),
      variant_id: newId(),
      sku,
      title: name,
      name,
      quantity,
      current_quantity: quantity,
      price: moneyText(new Decimal(price)),
      price_set: set(new Decimal(price)),
      // Shopify leaves it at zero while there are allocations.
      total_discount: '0.00',
      discount_allocations: discount.isZero() ? [] : [amount],
      tax_lines: taxLines(Decimal.sub(prices[index] ?? 0, discount), taxRate),
      requires_shipping: true,
      taxable: true,
      gift_card: false,
    };
  });
  const shipping = [cart.shipping ?? []].flat().map(({ title, price, taxRate }): ShopifyShippingLine => {
    const amount = new Decimal(price);
    const money = { price: moneyText(amount), price_set: set(amount) };
    return {
      id: newId(),
      title,
      code: title,
      ...money,
      discount_allocations: [],
      tax_lines: taxLines(amount, taxRate),
    };
  });
  const taxes = [...lines, ...shipping].flatMap(({ tax_lines }) => tax_lines);
  const tax = sum(taxes.map(({ price }) => new Decimal(price)));
  const [listed, discounts] = [sum(prices), sum(off)];
  const freight = sum(shipping.map(({ price }) => new Decimal(price)));
  const net = listed.minus(discounts).plus(freight);
  const total = taxesIncluded ? net : net.plus(tax);
  const id = newId();
  const at = now.toISOString();
  const { coupon, buyer } = cart;
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id % 100_000}`,
    test: false,
    created_at: at,
    processed_at: at,
    updated_at: at,
    cancelled_at: null,
    cancel_reason: null,
    financial_status: 'pending',
    fulfillment_status: null,
    currency,
    presentment_currency: currency,
    taxes_included: taxesIncluded,
    total_line_items_price: moneyText(listed),
    total_discounts: moneyText(discounts),
    subtotal_price: moneyText(listed.minus(discounts)),
    total_tax: moneyText(tax),
    total_tax_set: set(tax),
    total_shipping_price_set: set(freight),
    total_price: moneyText(total),
    total_price_set: set(total),
    current_total_price: moneyText(total),
    tax_lines: taxes,
    discount_codes:
      coupon === undefined ? [] : [{ code: coupon.code, amount: moneyText(discounts), type: 'fixed_amount' }],
    contact_email: buyer.email,
    email: buyer.email,
    customer: buyer.id === undefined ? null : customerOf(buyer, buyer.id),
    billing_address: addressOf(buyer),
    shipping_address: addressOf(buyer),
    note: null,
    line_items: lines,
    shipping_lines: shipping,
    refunds: [],
  };
}

/** A customer as an order has it. */
export function customerOf(buyer: Buyer, id: number) {
  const { email, firstName, lastName } = buyer;
  return { id, email, first_name: firstName, last_name: lastName, phone: null, default_address: addressOf(buyer) };
}

function addressOf({ firstName, lastName, city, country }: Buyer) {
  const place = { address1: null, address2: null, city: city ?? null, zip: null, province: null };
  return { first_name: firstName, last_name: lastName, ...place, country: country ?? null, phone: null };
}
