import { CRM_SCALE, Decimal, negate, plainText, roundTo } from '../money.ts';
import type { GroupAmounts, InvoiceAmounts } from './order-amounts.ts';

// An invoice and its groups may state figures that their lines do not make. What comes back whole takes back what is stated: the
// figures of the lines, and what is stated beyond them. Where parts came back before, by their lines, the rest does the same, so
// that all returns together cancel what is stated to the last digit.

/** The figures of a group as they come back. `ofAll`: those of a return of all its lines; `ofRest`: of the lines that do come back. */
export function returnStatedGroup(stated: GroupAmounts, ofAll: GroupAmounts, ofRest: GroupAmounts): GroupAmounts {
  const rest = (figure: keyof GroupAmounts) => Decimal.sub(ofRest[figure], Decimal.add(stated[figure], ofAll[figure]));
  return {
    totalAmt: rest('totalAmt'),
    discountAmount: rest('discountAmount'),
    subtotalAmount: rest('subtotalAmount'),
    taxAmount: rest('taxAmount'),
    totalAmount: rest('totalAmount'),
  };
}

/** The same for the header of an invoice. `ofAll` and `ofRest` hold the freight where it comes back with them. */
export function returnStatedHeader(
  stated: InvoiceAmounts,
  ofAll: InvoiceAmounts,
  ofRest: InvoiceAmounts,
): InvoiceAmounts {
  const rest = (figure: 'shippingAmount' | 'shippingTaxAmount') =>
    Decimal.sub(ofRest[figure], Decimal.add(stated[figure], ofAll[figure]));
  const shippingAmount = rest('shippingAmount');
  const gaveFreightBefore = shippingAmount.isZero() && !stated.shippingAmount.isZero();
  return {
    ...returnStatedGroup(stated, ofAll, ofRest),
    shippingAmount,
    shippingTaxRate: gaveFreightBefore ? ofRest.shippingTaxRate : stated.shippingTaxRate,
    shippingTaxAmount: rest('shippingTaxAmount'),
  };
}

/**
 * What is stated otherwise than the lines make it, each as a part of a sentence. `ofAll`: the figures of a return of all lines;
 * `where`: in what it is stated.
 */
export function statedDifferences(
  stated: GroupAmounts,
  ofAll: GroupAmounts,
  where: 'in its header' | 'in the group',
): string[] {
  const figures = [
    ['sum of list prices', stated.totalAmt, ofAll.totalAmt],
    ['discount', stated.discountAmount, ofAll.discountAmount],
    ['tax', stated.taxAmount, ofAll.taxAmount],
    ['total', stated.totalAmount, ofAll.totalAmount],
  ] as const;
  return figures
    .map(([name, figure, returned]) => ({ name, figure, summed: negate(returned) }))
    .filter(({ figure, summed }) => !roundTo(figure, CRM_SCALE).equals(roundTo(summed, CRM_SCALE)))
    .map(
      ({ name, figure, summed }) =>
        `the ${name} is ${plainText(figure)} ${where} and ${plainText(summed)} by its lines`,
    );
}
