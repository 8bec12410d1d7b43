import type { Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { type Shop, shopId } from '../shop.ts';
import type { EventData, OrderTold } from '../told.ts';
import { idText, instantOf, knownId, readableText } from './fields.ts';
import { orderMoney } from './order-money.ts';
import type { WooOrder } from './order-shape.ts';
import { addressOf, personAt, withoutEmpty } from './people.ts';

/** What becomes of an order that is not to be fulfilled. */
const GIVEN_UP: ReadonlySet<string> = new Set(['cancelled', 'failed', 'trash']);

/** What somebody has only begun: no webhook tells of it, but a list of orders may. */
const DRAFTS: ReadonlySet<string> = new Set(['checkout-draft', 'auto-draft', 'draft']);

/** An order in our words; none where it was begun and holds nothing yet. */
export function wooOrders(order: WooOrder, shop: Shop): { orders: OrderTold[]; warnings: readonly Warning[] } {
  if (DRAFTS.has(order.status)) return { orders: [], warnings: [] };
  const { data: money, warnings } = orderMoney(order, shop);
  if (money === null) return { orders: [], warnings };
  const orderId = shopId(shop, idText(order.id));
  const data = {
    order_id: orderId,
    order_number: readableText(order.number) || idText(order.id),
    ordered_at: orderedAt(order),
    currency: order.currency,
    description: readableText(order.customer_note),
    customer: buyerOf(order, shop),
    billing_address: addressOf(order.billing),
    shipping_address: addressOf(order.shipping),
    promotions: (order.coupon_lines ?? []).map(({ code }) => readableText(code)).filter((code) => code !== ''),
    ...money,
  };
  const [status, wasPaid] = [statusOf(order), wasOrderPaid(order)];
  return { orders: [{ orderId, at: changedAt(order), status, wasPaid, data }], warnings };
}

/** When the order was made. */
function orderedAt(order: WooOrder): string {
  const at = instantOf(order.date_created_gmt);
  if (at === null) throw new DeliveryUnreadable(`The order ${idText(order.id)} does not say when it was made.`);
  return at;
}

/** When the shop changed the order last. */
export function changedAt(order: WooOrder): string {
  return instantOf(order.date_modified_gmt) ?? orderedAt(order);
}

/** Cash on delivery is `processing` without a date: only the date, or that all is done, says that money was taken. */
function wasOrderPaid({ date_paid_gmt, status }: WooOrder): boolean {
  return instantOf(date_paid_gmt) !== null || status === 'completed';
}

/** Where money went back by refunds they tell of it, and the sale stands. */
function statusOf(order: WooOrder): OrderTold['status'] {
  const wasPaid = wasOrderPaid(order);
  const isToldByRefunds = wasPaid && (order.refunds ?? []).length > 0;
  if (GIVEN_UP.has(order.status) && !isToldByRefunds) return 'Canceled';
  return wasPaid ? 'Paid' : 'Not Paid';
}

function buyerOf({ customer_id, billing }: WooOrder, shop: Shop): EventData {
  const [id, person] = [knownId(customer_id), personAt(billing)];
  return withoutEmpty({
    user_id: id === null ? null : shopId(shop, id),
    email: person.email,
    first_name: person.firstName,
    last_name: person.lastName,
    phones: withoutEmpty({ mobile: person.phone }),
    address: addressOf(billing),
  });
}
