import { type Decimal, plainText, sum, ZERO } from '../../domain/money.ts';
import { ofMoney, type Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import type { Purse } from './money.ts';
import { feesOf, type ReadFee, tipFees } from './order-fees.ts';
import { readFreight } from './order-freight.ts';
import { type Costs, isTip, type LineOfOrder, readOrderLine } from './order-lines.ts';
import type { ShopifyOrder } from './schema/order.ts';

/** An order in money, in the shop's own terms. */
export interface OrderMoney {
  readonly lines: readonly LineOfOrder[];
  readonly fees: readonly ReadFee[];
  readonly freight: Costs;
  readonly total: Decimal;
  readonly warnings: readonly Warning[];
}

/**
 * All amounts of an order, which come to its `total_price`. What stands beside the lines is left out, with a warning, where Shopify's own
 * total is without it: a rounding of the cash is one of the payment.
 * @throws {DeliveryUnreadable} where they come to another total; it names both.
 */
export function readOrderMoney(order: ShopifyOrder, purse: Purse): OrderMoney {
  const total = purse.required('total_price', order.total_price, order.total_price_set);
  const all = order.line_items.map((line) => readOrderLine(line, purse));
  const tips = all.filter(({ line }) => isTip(line));
  // An order needs a line: one of tips alone keeps them.
  const tipsAsFees = tips.length < all.length;
  const lines = tipsAsFees ? all.filter(({ line }) => !isTip(line)) : all;
  const fixed = tipsAsFees ? tipFees(tips) : [];
  const stated = purse.find('total_tax', order.total_tax, order.total_tax_set);
  const beside = feesOf(order, tips.length > 0, purse);
  const taxes = taxSum([...lines, ...fixed, ...beside]);
  const freight = readFreight(order, stated === null ? ZERO : stated.minus(taxes), purse);
  const restOfTax = stated === null ? ZERO : stated.minus(taxes).minus(freight.tax);
  const fees = withRestOfTax(beside, restOfTax);
  const inclusive = order.taxes_included === true;
  const base = totalOfParts([...lines, ...fixed, freight], inclusive);
  const totalWith = (some: readonly ReadFee[]) => base.plus(totalOfParts(some, inclusive));
  const met = choicesOf(fees).find((choice) => totalWith(choice).equals(total));
  if (met === undefined) {
    const computed = totalWith(fees);
    throw new DeliveryUnreadable(
      `The order's total_price is ${plainText(total)}, but its lines, fees and freight make ${plainText(computed)}.`,
    );
  }
  const warnings = [...leftOut(fees, met, total), ...otherTax(stated, taxSum([...lines, ...fixed, ...met, freight]))];
  return { lines, fees: [...fixed, ...met], freight, total, warnings };
}

function taxSum(parts: readonly Costs[]): Decimal {
  return sum(parts.map(({ tax }) => tax));
}

function totalOfParts(parts: readonly Costs[], inclusive: boolean): Decimal {
  const amounts = sum(parts.map(({ amount }) => amount));
  return inclusive ? amounts : amounts.plus(taxSum(parts));
}

/** Shopify tells the tax of some fees in the order's tax only. */
function withRestOfTax(fees: readonly ReadFee[], rest: Decimal): readonly ReadFee[] {
  const silent = fees.findIndex(({ tellsTax }) => !tellsTax);
  if (silent < 0 || rest.lte(0)) return fees;
  return fees.map((fee, index) => (index === silent ? { ...fee, tax: fee.tax.plus(rest) } : fee));
}

/** All of them, then without one, then without two …: there are four at most. */
function choicesOf(fees: readonly ReadFee[]): (readonly ReadFee[])[] {
  const choices = fees.reduceRight<(readonly ReadFee[])[]>(
    (some, fee) => some.flatMap((choice) => [[fee, ...choice], choice]),
    [[]],
  );
  return choices.sort((a, b) => b.length - a.length);
}

function leftOut(fees: readonly ReadFee[], met: readonly ReadFee[], total: Decimal): Warning[] {
  return fees
    .filter((fee) => !met.includes(fee))
    .map(({ name, amount }) =>
      ofMoney(
        `${name} of ${plainText(amount)} was left out: the order's total_price of ${plainText(total)} is without.`,
      ),
    );
}

function otherTax(stated: Decimal | null, computed: Decimal): Warning[] {
  if (stated === null || stated.equals(computed)) return [];
  const text = `The order's total_tax is ${plainText(stated)}, but its lines, fees and freight make ${plainText(computed)}.`;
  return [ofMoney(text)];
}
