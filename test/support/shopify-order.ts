import { readFixture } from './fixtures.ts';

/** What the tests take of a Shopify order; all that the platform sends stands in it. */
export interface ShopifyOrder {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly customer?: { readonly id: number };
  readonly line_items: readonly {
    readonly id: number;
    readonly quantity: number;
    readonly price: string;
    readonly tax_lines: readonly { readonly price: string }[];
  }[];
}

/** A real paid order of two lines, in the CRM's own currency and under an id of its own. */
export async function newShopifyOrder(changes: object = {}): Promise<ShopifyOrder> {
  const fixture = await readFixture('storefronts/shopify/11-order-pln-tax-exclusive-multi-quantity.json');
  const order: ShopifyOrder = JSON.parse(JSON.stringify(fixture).replaceAll('PLN', 'TWD'));
  const id = 5_000_000_000_000 + Math.floor(Math.random() * 1e12);
  return { ...order, id, name: `#${id}`, ...changes };
}

/** A refund of the whole of an order's first line, as `refunds/create` brings it and as the order holds it. */
export function refundOfFirstLine(order: ShopifyOrder) {
  const [line] = order.line_items;
  if (line === undefined) throw new TypeError('The order has a line');
  const tax = line.tax_lines.reduce((sum, { price }) => sum + Number(price), 0).toFixed(2);
  const net = (line.quantity * Number(line.price)).toFixed(2);
  return {
    id: order.id + 1,
    order_id: order.id,
    created_at: '2024-10-09T10:00:00+02:00',
    processed_at: '2024-10-09T10:00:00+02:00',
    note: 'too small',
    refund_line_items: [
      { id: 1, line_item_id: line.id, line_item: line, quantity: line.quantity, subtotal: net, total_tax: tax },
    ],
    order_adjustments: [],
    transactions: [
      { kind: 'refund', status: 'success', amount: (Number(net) + Number(tax)).toFixed(2), currency: 'TWD' },
    ],
  };
}
