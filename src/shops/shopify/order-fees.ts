import { type Decimal, plainText, sum, ZERO } from '../../domain/money.ts';
import type { EventData } from '../told.ts';
import type { Purse } from './money.ts';
import type { Costs, LineOfOrder } from './order-lines.ts';
import type { ShopifyOrder } from './schema/order.ts';

/** What an order costs beside its lines and its freight. */
export interface ReadFee extends Costs {
  readonly name: string;
  /** Whether Shopify tells its tax beside it; else it is only in the order's. */
  readonly tellsTax: boolean;
}

/** The tips that stand as lines. */
export function tipFees(tips: readonly LineOfOrder[]): ReadFee[] {
  return tips.map(({ amount, tax }) => ({ name: 'Tip', amount, tax, tellsTax: true }));
}

/** What stands beside the lines. `hasTips`: whether lines stand for the tips. */
export function feesOf(order: ShopifyOrder, hasTips: boolean, purse: Purse): ReadFee[] {
  const { total_tip_received: tip, original_total_additional_fees_set: additional } = order;
  const rounding = order.total_cash_rounding_payment_adjustment_set;
  const untaxed = (name: string, amount: Decimal, tellsTax: boolean): ReadFee => ({
    name,
    amount,
    tax: ZERO,
    tellsTax,
  });
  const fees = [
    ...(hasTips ? [] : [untaxed('Tip', purse.of('tip', tip, order.total_tip_received_set), true)]),
    ...(order.duties_included === true ? [] : [readDuties(order, purse)]),
    untaxed('Additional fees', purse.of('additional fees', null, additional), false),
    untaxed('Cash rounding', purse.of('rounding of the cash', null, rounding), true),
  ];
  return fees.filter(({ amount, tax }) => !amount.isZero() || !tax.isZero());
}

function readDuties({ line_items, original_total_duties_set }: ShopifyOrder, purse: Purse): ReadFee {
  const duties = line_items.flatMap((line) => line.duties ?? []);
  const amount = sum(
    duties.map(({ price, price_set, shop_money, presentment_money }) =>
      purse.of(
        'duties',
        price,
        price_set ?? { shop_money: shop_money ?? null, presentment_money: presentment_money ?? null },
      ),
    ),
  );
  if (!amount.isZero()) {
    return { name: 'Duties', amount, tax: sum(duties.map((duty) => purse.taxOf(duty.tax_lines))), tellsTax: true };
  }
  return { name: 'Duties', amount: purse.of('duties', null, original_total_duties_set), tax: ZERO, tellsTax: false };
}

/** A fee as it stands in `order.paid`. */
export function tellFee({ name, amount, tax }: ReadFee): EventData {
  return { name, amount: plainText(amount), tax_amount: plainText(tax) };
}
