import { Decimal, plainText, ZERO } from '../../domain/money.ts';
import { ofMoney, type Warning } from '../../domain/warning.ts';
import { type Shop, shopId } from '../shop.ts';
import type { RefundTold } from '../told.ts';
import { amountOf, idText, instantOf, readableText } from './fields.ts';
import { readWooOrder, type WooOrder, type WooRefundInOrder } from './order-shape.ts';
import { readResource } from './read-body.ts';
import { refundMoney } from './refund-money.ts';
import { readWooRefunds, type WooRefund } from './refund-shape.ts';
import { changedAt } from './translate-order.ts';

/** The refunds that an order lists: it tells their amounts, and nothing of their lines. One that gives no money back is none. */
export function wooRefundsInOrder(
  order: WooOrder,
  shop: Shop,
): { refunds: RefundTold[]; warnings: readonly Warning[] } {
  const listed = (order.refunds ?? []).filter(({ total }) => !amountOf(total).isZero());
  const refunds = listed.map((refund) => byAmount(refund, order, shop));
  return { refunds, warnings: shop.api === null ? listed.map(({ id }) => taxUnknown(idText(id))) : [] };
}

function byAmount({ id, reason, total }: WooRefundInOrder, order: WooOrder, shop: Shop): RefundTold {
  const [refundId, orderId] = [shopId(shop, idText(id)), shopId(shop, idText(order.id))];
  const at = changedAt(order);
  const told = {
    refund_id: refundId,
    order_id: orderId,
    refunded_at: at,
    reason: readableText(reason),
    amount: plainText(amountOf(total).abs()),
    tax_amount: '0',
  };
  return { refundId, orderId, at, data: null, byAmount: told };
}

function taxUnknown(id: string): Warning {
  const why = 'since its lines cannot be asked for without a consumer key';
  return ofMoney(`Refund ${id} is taken by its amount alone, ${why}: how much of it is tax is not known`);
}

/** The refunds of an order from what `GET orders/<id>/refunds` answers, the oldest first. @throws {DeliveryUnreadable} */
export function wooRefunds(answer: unknown, orderBody: Uint8Array, shop: Shop): RefundTold[] {
  const order = readWooOrder(readResource(orderBody, 'order'));
  const orderId = shopId(shop, idText(order.id));
  let taxBefore: Decimal = ZERO;
  return oldestFirst(readWooRefunds(answer)).flatMap((refund): RefundTold[] => {
    const money = refundMoney(refund, order, taxBefore);
    if (money === null) return [];
    taxBefore = Decimal.add(taxBefore, money.tax);
    const refundId = shopId(shop, idText(refund.id));
    const at = instantOf(refund.date_created_gmt) ?? changedAt(order);
    const head = { refund_id: refundId, order_id: orderId, refunded_at: at, reason: readableText(refund.reason) };
    const amount = plainText(amountOf(refund.amount).abs());
    const alone = amount === '0' ? null : { ...head, amount, tax_amount: '0' };
    return [{ refundId, orderId, at, data: { ...head, ...money.data }, byAmount: alone }];
  });
}

/** Ids grow with time. */
function oldestFirst(refunds: readonly WooRefund[]): WooRefund[] {
  return [...refunds].sort((a, b) => {
    const [one, other] = [BigInt(idText(a.id)), BigInt(idText(b.id))];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}
