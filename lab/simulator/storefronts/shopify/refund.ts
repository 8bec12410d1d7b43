import { Decimal, roundTo, sum } from '../../../../src/domain/money.ts';
import { moneySet, moneyText } from './money.ts';
import type { ShopifyLineItem, ShopifyMaking, ShopifyTaxLine, SoldByShopify } from './order.ts';
import type { RefundOfShopify } from './refund-shape.ts';

/** What somebody in the shop's office gives back. */
export interface ShopifyGivenBack {
  /** So many of the line at this place in the order, from 0. */
  readonly lines?: readonly { readonly line: number; readonly quantity: number }[];
  readonly shipping?: boolean;
  readonly note?: string;
  /** Whether its money is still on its way. */
  readonly pending?: boolean;
}

/**
 * A refund of an order: each line's share of its price after discounts and of its tax, rounded on the whole; the freight told twice, as a
 * shipping line and as an adjustment; while the money is on its way, an adjustment of all of it with a plus sign.
 */
export function makeShopifyRefund(
  order: SoldByShopify,
  given: ShopifyGivenBack,
  making: ShopifyMaking,
): RefundOfShopify {
  const { settings, now, newId } = making;
  const set = (amount: Decimal) => moneySet(amount, settings.currency);
  const beside = (tax: Decimal) => (settings.taxesIncluded ? new Decimal(0) : tax);
  const lines = (given.lines ?? []).map(({ line, quantity }) => {
    const item = order.line_items[line];
    if (item === undefined) throw new Error(`Order ${order.id} has no line ${line}`);
    const share = (whole: Decimal) => roundTo(whole.times(quantity).div(item.quantity), 2);
    return { item, quantity, subtotal: share(worthOf(item)), tax: share(taxOf(item.tax_lines)) };
  });
  const sent = given.shipping === true ? order.shipping_lines : [];
  const freight = sum(sent.map(({ price }) => new Decimal(price)));
  const freightTax = sum(sent.map(({ tax_lines }) => taxOf(tax_lines)));
  const freightNet = settings.taxesIncluded ? freight.minus(freightTax) : freight;
  const all = sum(lines.map(({ subtotal, tax }) => subtotal.plus(beside(tax))))
    .plus(freightNet)
    .plus(freightTax);
  const adjust = (kind: string, amount: Decimal, tax: Decimal) => ({
    id: newId(),
    kind,
    amount: moneyText(amount),
    amount_set: set(amount),
    tax_amount: moneyText(tax),
    tax_amount_set: set(tax),
  });
  const at = now.toISOString();
  return {
    id: newId(),
    order_id: order.id,
    created_at: at,
    processed_at: at,
    note: given.note ?? null,
    restock: true,
    refund_line_items: lines.map(({ item, quantity, subtotal, tax }) => ({
      id: newId(),
      line_item_id: item.id,
      line_item: item,
      quantity,
      restock_type: 'return',
      // Numbers here, texts in the sets.
      subtotal: subtotal.toNumber(),
      subtotal_set: set(subtotal),
      total_tax: tax.toNumber(),
      total_tax_set: set(tax),
    })),
    refund_shipping_lines: sent.map((line) => ({
      id: newId(),
      shipping_line_id: line.id,
      subtotal_amount_set: set(new Decimal(line.price)),
      shipping_line: line,
    })),
    order_adjustments: [
      ...sent.slice(0, 1).map(() => adjust('shipping_refund', freightNet.negated(), freightTax.negated())),
      ...(given.pending === true ? [adjust('refund_discrepancy', all, new Decimal(0))] : []),
    ],
    transactions: [
      {
        id: newId(),
        kind: 'refund',
        status: given.pending === true ? 'pending' : 'success',
        amount: moneyText(all),
        currency: settings.currency,
        gateway: 'bogus',
      },
    ],
  };
}

function worthOf({ price, quantity, discount_allocations }: ShopifyLineItem): Decimal {
  return Decimal.mul(price, quantity).minus(sum(discount_allocations.map(({ amount }) => new Decimal(amount))));
}

function taxOf(lines: readonly ShopifyTaxLine[]): Decimal {
  return sum(lines.map(({ price }) => new Decimal(price)));
}
