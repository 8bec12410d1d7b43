import type { Currencies } from './money.ts';
import type { MoneySet } from './schema/fields.ts';
import type { ShopifyRefund } from './schema/refund.ts';

/** The currencies of a refund that comes alone, by its amounts. */
export function currenciesOfRefund(refund: ShopifyRefund): Currencies {
  const sets: (MoneySet | null | undefined)[] = [
    refund.total_duties_set,
    refund.total_additional_fees_set,
    ...(refund.refund_line_items ?? []).flatMap((item) => [item.subtotal_set, item.line_item?.price_set]),
    ...(refund.refund_shipping_lines ?? []).map((line) => line.subtotal_amount_set),
    ...(refund.order_adjustments ?? []).map((adjustment) => adjustment.amount_set),
  ];
  const shop = codeOf(sets, 'shop_money');
  return { shop, presentment: codeOf(sets, 'presentment_money') ?? shop };
}

function codeOf(sets: readonly (MoneySet | null | undefined)[], side: keyof MoneySet): string | null {
  const set = sets.find((candidate) => candidate?.[side]?.currency_code);
  return set?.[side]?.currency_code?.toUpperCase() ?? null;
}
