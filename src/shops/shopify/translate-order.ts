import { readInstant } from '../../domain/dates.ts';
import { plainText } from '../../domain/money.ts';
import type { Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { type Shop, shopId } from '../shop.ts';
import type { EventData, OrderTold, RefundTold } from '../told.ts';
import { type Currencies, Purse } from './money.ts';
import { onlyPresent, usableId } from './names.ts';
import { tellFee } from './order-fees.ts';
import { tellLine } from './order-lines.ts';
import { readOrderMoney } from './order-money.ts';
import { bodyReader } from './read-body.ts';
import { givesMoneyBack } from './refund-payments.ts';
import { idText } from './schema/fields.ts';
import { ShopifyOrder } from './schema/order.ts';
import { addressOf, buyerOf } from './translate-customer.ts';
import { tellRefund } from './translate-refund.ts';

const readOrderBody = bodyReader('order', ShopifyOrder);

/** An order of any topic, and the refunds inside it. `isPaidTopic`: the topic itself says that it was paid. */
export function tellOrder(
  json: unknown,
  shop: Shop,
  isPaidTopic: boolean,
): { orders: OrderTold[]; refunds: RefundTold[]; warnings: Warning[] } {
  const { body, warnings } = readOrderBody(json);
  const currencies = currenciesOf(body);
  const purse = new Purse(shop.currency === 'shop' ? 'shop_money' : 'presentment_money', currencies);
  const money = readOrderMoney(body, purse);
  const refunds = (body.refunds ?? []).map((refund) =>
    tellRefund(refund, shop, {
      orderId: idText(body.id),
      currencies,
      inclusive: body.taxes_included === true,
    }),
  );
  const wasPaid = wasEverPaid(body, isPaidTopic);
  const order: OrderTold = {
    orderId: shopId(shop, idText(body.id)),
    at: instantOf(body.updated_at ?? body.processed_at ?? body.created_at),
    status: statusOf(body, wasPaid),
    wasPaid,
    data: dataOf(body, shop, purse, money),
  };
  return {
    orders: [order],
    refunds: refunds.flatMap(({ told }) => told),
    warnings: [...warnings, ...money.warnings, ...refunds.flatMap((refund) => refund.warnings)],
  };
}

function currenciesOf({ currency, presentment_currency }: ShopifyOrder): Currencies {
  const shop = currency?.toUpperCase() ?? null;
  return { shop, presentment: presentment_currency?.toUpperCase() ?? shop };
}

function dataOf(
  order: ShopifyOrder,
  shop: Shop,
  purse: Purse,
  { lines, fees, freight, total }: ReturnType<typeof readOrderMoney>,
): EventData {
  const { shop: own, presentment } = currenciesOf(order);
  const currency = purse.side === 'shop_money' ? own : presentment;
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) {
    throw new DeliveryUnreadable(
      'Shopify does not tell the currency of this order: currency is no code of three letters.',
    );
  }
  return {
    order_id: shopId(shop, idText(order.id)),
    ordered_at: orderedAt(order),
    currency,
    decimals: String(purse.decimals),
    prices_include_tax: order.taxes_included === true,
    ...onlyPresent<unknown>({
      order_number: usableId(order.name),
      description: order.note,
      customer: buyerOf(order, shop),
      billing_address: addressOf(order.billing_address),
      shipping_address: addressOf(order.shipping_address),
    }),
    lines: lines.map((line) => tellLine(line, shop)),
    fees: fees.map(tellFee),
    shipping: { amount: plainText(freight.amount), tax_amount: plainText(freight.tax) },
    promotions: (order.discount_codes ?? []).flatMap(({ code }) => code ?? []),
    totals: { total_amount: plainText(total) },
  };
}

const PAID = ['paid', 'partially_refunded', 'refunded'];
const HOUR_MS = 3_600_000;

function wasEverPaid({ financial_status: status }: ShopifyOrder, isPaidTopic: boolean): boolean {
  return status === null || status === undefined ? isPaidTopic : PAID.includes(status.toLowerCase());
}

/** One that was cancelled and whose money went back stays paid: its returns tell the rest. */
function statusOf(order: ShopifyOrder, wasPaid: boolean): OrderTold['status'] {
  if (order.cancelled_at && !hasMoneyBack(order)) return 'Canceled';
  return wasPaid ? 'Paid' : 'Not Paid';
}

function hasMoneyBack({ financial_status: status, refunds }: ShopifyOrder): boolean {
  const says = status?.toLowerCase() ?? '';
  return says === 'refunded' || says === 'partially_refunded' || (refunds ?? []).some(givesMoneyBack);
}

/** When it was made; one that was brought in from elsewhere keeps the day of its own. */
function orderedAt({ created_at, processed_at }: ShopifyOrder): string {
  const [created, processed] = [instantOf(created_at ?? processed_at), instantOf(processed_at ?? created_at)];
  return Date.parse(created) - Date.parse(processed) > HOUR_MS ? processed : created;
}

function instantOf(text: string | null | undefined): string {
  const instant = text ? readInstant(text) : null;
  if (instant !== null) return instant;
  throw new DeliveryUnreadable('Shopify does not tell when this order was made or changed: created_at is missing.');
}
