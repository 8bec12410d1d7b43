import type { DeliverySample, SampleWishes } from '../sample.ts';

/** Deliveries as Shopify posts them. Everything is in whole coins, so that it adds up in any currency. */
export const SHOPIFY_SAMPLES: readonly DeliverySample[] = [
  { topic: 'orders/paid', takes: ['orderId', 'userId'], tellsOfOrder: false, body: paidOrder },
  { topic: 'customers/create', takes: ['userId'], tellsOfOrder: false, body: newCustomer },
  { topic: 'refunds/create', takes: ['orderId'], tellsOfOrder: true, body: refund },
];

/** Places in the row of an order's ids. */
const [TEA, CUP, FREIGHT, BUYER] = [1, 2, 3, 4];

/** Two teas of 1200 and a cup of 600, a tenth off: 2700, freight 100, 5 % tax of both: 140; together 2940. */
function paidOrder(wishes: SampleWishes): object {
  const { id, orderId, userId, at, currency } = wishes;
  const own = orderId ?? id;
  const buyer = customer(userId ?? own + BUYER);
  const set = moneySetIn(currency);
  const money = (name: string, amount: string) => ({ [name]: amount, [`${name}_set`]: set(amount) });
  const when = at.toISOString();
  return {
    id: own,
    admin_graphql_api_id: `gid://shopify/Order/${own}`,
    name: `#${own}`,
    test: false,
    confirmed: true,
    created_at: when,
    processed_at: when,
    updated_at: when,
    cancelled_at: null,
    financial_status: 'paid',
    fulfillment_status: null,
    currency,
    presentment_currency: currency,
    taxes_included: false,
    ...money('total_line_items_price', '3000.00'),
    ...money('total_discounts', '300.00'),
    ...money('subtotal_price', '2700.00'),
    total_shipping_price_set: set('100.00'),
    ...money('total_tax', '140.00'),
    ...money('total_price', '2940.00'),
    tax_lines: [taxLine('140.00', currency)],
    discount_codes: [],
    discount_applications: [
      {
        type: 'automatic',
        title: 'A tenth off',
        value: '10.0',
        value_type: 'percentage',
        target_type: 'line_item',
        target_selection: 'all',
        allocation_method: 'across',
      },
    ],
    contact_email: buyer.email,
    email: buyer.email,
    customer: buyer,
    billing_address: buyer.default_address,
    shipping_address: buyer.default_address,
    note: null,
    line_items: [tea(own, currency), cup(own, currency)],
    shipping_lines: [
      {
        id: own + FREIGHT,
        title: 'Post',
        code: 'Post',
        ...money('price', '100.00'),
        discount_allocations: [],
        tax_lines: [taxLine('5.00', currency)],
        is_removed: false,
      },
    ],
    refunds: [],
  };
}

/** One of the two teas comes back: half of 2160 and of its tax of 108, together 1134. */
function refund(wishes: SampleWishes): object {
  const { id, orderId, at, currency } = wishes;
  const order = orderId ?? id;
  const set = moneySetIn(currency);
  const when = at.toISOString();
  return {
    id,
    order_id: order,
    created_at: when,
    processed_at: when,
    note: 'A sample',
    restock: true,
    refund_line_items: [
      {
        id: id + TEA,
        line_item_id: order + TEA,
        line_item: tea(order, currency),
        quantity: 1,
        restock_type: 'return',
        // Numbers here, texts in the sets.
        subtotal: 1080,
        subtotal_set: set('1080.00'),
        total_tax: 54,
        total_tax_set: set('54.00'),
      },
    ],
    refund_shipping_lines: [],
    order_adjustments: [],
    transactions: [{ id: id + CUP, kind: 'refund', status: 'success', amount: '1134.00', currency, gateway: 'bogus' }],
  };
}

function newCustomer({ id, userId, at }: SampleWishes): object {
  const when = at.toISOString();
  return { ...customer(userId ?? id), created_at: when, updated_at: when, state: 'enabled', verified_email: true };
}

function customer(id: number) {
  const names = { first_name: 'Sam', last_name: 'Sample' };
  const default_address = {
    ...names,
    address1: '1 Sample Road',
    address2: null,
    city: 'Taipei',
    zip: '100',
    province: null,
    country: 'Taiwan',
    country_code: 'TW',
    phone: null,
  };
  return { id, email: `shopify-sample-${id}@example.com`, ...names, phone: null, default_address };
}

function tea(order: number, currency: string): object {
  const line = { sku: 'SAMPLE-TEA', name: 'Sample tea', quantity: 2, price: '1200.00', off: '240.00', tax: '108.00' };
  return lineItem(order + TEA, line, currency);
}

function cup(order: number, currency: string): object {
  const line = { sku: 'SAMPLE-CUP', name: 'Sample cup', quantity: 1, price: '600.00', off: '60.00', tax: '27.00' };
  return lineItem(order + CUP, line, currency);
}

interface SampleLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  /** Of one, before discounts. */
  readonly price: string;
  /** Off the whole line. */
  readonly off: string;
  /** Of the whole line. */
  readonly tax: string;
}

function lineItem(id: number, { sku, name, quantity, price, off, tax }: SampleLine, currency: string): object {
  const set = moneySetIn(currency);
  return {
    id,
    product_id: id,
    variant_id: id,
    sku,
    title: name,
    name,
    quantity,
    current_quantity: quantity,
    price,
    price_set: set(price),
    // Shopify leaves it at zero while there are allocations.
    total_discount: '0.00',
    discount_allocations: [{ amount: off, amount_set: set(off), discount_application_index: 0 }],
    tax_lines: [taxLine(tax, currency)],
    requires_shipping: true,
    taxable: true,
    gift_card: false,
  };
}

function taxLine(price: string, currency: string): object {
  return { title: 'VAT', price, rate: 0.05, price_set: moneySetIn(currency)(price) };
}

function moneySetIn(currency: string): (amount: string) => object {
  return (amount) => {
    const money = { amount, currency_code: currency };
    return { shop_money: money, presentment_money: money };
  };
}
