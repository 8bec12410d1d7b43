import type { ContractLine } from '../../crm/ikcrm/types.ts';
import { Decimal } from '../../domain/money.ts';
import { isPlainNumber } from '../../domain/plain-number.ts';
import { ofMoney, ofRecord, type Warning } from '../../domain/warning.ts';
import type { MarkedLine } from './marked-line.ts';

/** What a contract's line says otherwise than it was sent, as warnings: somebody changed it by hand, or the CRM did not keep it. */
export function describeDifferences(contractId: string, sent: MarkedLine, held: ContractLine): Warning[] {
  const price = sent.recommendedUnitPrice;
  return [
    ...(held.productId === sent.productId ? [] : [ofRecord(difference('product', sent.productId, held.productId))]),
    ...(isSame(held.quantity, sent.quantity)
      ? []
      : [ofMoney(difference('quantity', sent.quantity.toFixed(), held.quantity))]),
    ...(price === null || (held.recommendedUnitPrice !== null && isSame(held.recommendedUnitPrice, price))
      ? []
      : [ofMoney(difference('recommended_unit_price', price.toFixed(), held.recommendedUnitPrice ?? ''))]),
  ].map(({ kind, text }) => ({
    kind,
    text: `Contract ${contractId}, product asset ${held.id}: ${text}; it was left as it is`,
  }));
}

function difference(field: string, sent: string, held: string): string {
  return `${field} was sent as ${sent} and stands as ${held === '' ? 'nothing' : held}`;
}

function isSame(text: string, amount: Decimal): boolean {
  return isPlainNumber(text) && new Decimal(text).equals(amount);
}
