import type { PricedOrder } from '../amounts/order-amounts.ts';
import { unmetTotals } from '../amounts/shop-rounding.ts';
import { isKnowable } from '../customer.ts';
import { plainText } from '../money.ts';
import type { Order } from '../order.ts';
import { readCustomer } from './customer-fields.ts';
import { totalPath } from './order-money.ts';
import type { OrderInput } from './order-schema.ts';
import type { SentLoss } from './schema/tidy.ts';

/** Fields of shop platforms that hold money and are none of an order, and where that money is said. */
const OTHER_FIELDS: ReadonlyMap<string, string> = new Map([
  ['discount', 'discounts'],
  ['discount_total', 'discounts'],
  ['total_discounts', 'discounts'],
  ['fee_lines', 'fees'],
  ['tip', 'fees'],
  ['tips', 'fees'],
  ['duties', 'fees'],
  ['shipping_lines', 'shipping'],
  ['shipping_total', 'shipping'],
  ['total_tax', 'tax_amount of the lines'],
]);

/** A customer who cannot be known again. */
export function nobody({ customer }: OrderInput): SentLoss[] {
  if (!customer || isKnowable(readCustomer(customer))) return [];
  return [{ path: '/data/customer', loss: 'has no user_id, address or phone: the invoice stands without a contact' }];
}

/** Totals that differ within the shop's rounding, and stay so. */
export function roundedTotals(order: Order, priced: PricedOrder): SentLoss[] {
  return unmetTotals(order, priced).map(({ name, stated, computed }) => ({
    path: totalPath(name),
    loss: `is ${plainText(stated)}, and ${plainText(computed)} in the invoice: rounded otherwise by the shop`,
    isMoney: true,
  }));
}

/** Money in fields that are ignored. Where the shop states the total, that has told whether anything is missing. */
export function ignoredMoney({ totals }: Order, data: unknown): SentLoss[] {
  if (totals.totalAmount !== undefined || typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    const place = OTHER_FIELDS.get(name);
    if (place === undefined || isNothing(value)) return [];
    return [
      {
        path: `/data/${name}`,
        loss: `is no field of an order and was ignored: money is said in ${place}`,
        isMoney: true,
      },
    ];
  });
}

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || /^-?0*\.?0*$/.test(String(value).slice(0, 100));
}
