import type { DeliverySample, SampleWishes } from '../sample.ts';

/**
 * Deliveries as WooCommerce posts them. Everything is in whole coins, so that it adds up in any currency. There is no refund: an order tells
 * its amount alone, and the lines are asked for at the shop's own API.
 */
export const WOO_SAMPLES: readonly DeliverySample[] = [
  { topic: 'order.created', takes: ['orderId', 'userId'], tellsOfOrder: false, body: orderIn('processing') },
  { topic: 'order.updated', takes: ['orderId', 'userId'], tellsOfOrder: false, body: orderIn('completed') },
  { topic: 'customer.created', takes: ['userId'], tellsOfOrder: false, body: newCustomer },
];

/** Places in the row of an order's ids. */
const [TEA, CUP, FREIGHT, BUYER] = [1, 2, 3, 4];

/** Two teas of 1200 and a cup of 600, a tenth off: 2700, freight 100, 5 % tax of both: 140; together 2940. Paid. */
function orderIn(status: string): (wishes: SampleWishes) => object {
  return ({ id, orderId, userId, at, currency }) => {
    const own = orderId ?? id;
    const buyer = userId ?? own + BUYER;
    return {
      id: own,
      parent_id: 0,
      number: String(own),
      status,
      currency,
      version: '10.0.0',
      prices_include_tax: false,
      ...date('created', at),
      ...date('modified', at),
      ...date('paid', at),
      date_completed: null,
      date_completed_gmt: null,
      discount_total: '300.00',
      discount_tax: '15.00',
      shipping_total: '100.00',
      shipping_tax: '5.00',
      cart_tax: '135.00',
      total_tax: '140.00',
      total: '2940.00',
      customer_id: buyer,
      customer_note: '',
      billing: { ...ADDRESS, email: emailOf(buyer), phone: '' },
      shipping: ADDRESS,
      payment_method: 'bacs',
      line_items: [tea(own + TEA), cup(own + CUP)],
      shipping_lines: [
        {
          id: own + FREIGHT,
          method_title: 'Post',
          method_id: 'flat_rate',
          total: '100.00',
          total_tax: '5.00',
          meta_data: [],
        },
      ],
      fee_lines: [],
      coupon_lines: [],
      refunds: [],
      meta_data: [],
    };
  };
}

function newCustomer({ id, userId, at }: SampleWishes): object {
  const own = userId ?? id;
  const { first_name, last_name } = ADDRESS;
  return {
    id: own,
    ...date('created', at),
    ...date('modified', at),
    email: emailOf(own),
    first_name,
    last_name,
    role: 'customer',
    username: `sample-${own}`,
    billing: { ...ADDRESS, email: emailOf(own), phone: '' },
    shipping: ADDRESS,
    is_paying_customer: false,
    meta_data: [],
  };
}

const ADDRESS = {
  first_name: 'Sam',
  last_name: 'Sample',
  company: '',
  address_1: '1 Sample Road',
  address_2: '',
  city: 'Taipei',
  state: '',
  postcode: '100',
  country: 'TW',
};

function emailOf(id: number): string {
  return `woocommerce-sample-${id}@example.com`;
}

/** Both fields of a date, of a shop that keeps UTC: to the second, and not saying so. */
function date(of: string, at: Date): object {
  const text = at.toISOString().slice(0, '2026-01-05T02:00:00'.length);
  return { [`date_${of}`]: text, [`date_${of}_gmt`]: text };
}

function tea(id: number): object {
  const money = { subtotal: '2400.00', subtotal_tax: '120.00', total: '2160.00', total_tax: '108.00' };
  return { ...item(id, 'SAMPLE-TEA', 'Sample tea'), quantity: 2, ...money, price: 1080 };
}

function cup(id: number): object {
  const money = { subtotal: '600.00', subtotal_tax: '30.00', total: '540.00', total_tax: '27.00' };
  return { ...item(id, 'SAMPLE-CUP', 'Sample cup'), quantity: 1, ...money, price: 540 };
}

function item(id: number, sku: string, name: string): object {
  return { id, name, sku, product_id: id, variation_id: 0, tax_class: '', meta_data: [] };
}
