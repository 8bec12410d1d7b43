import { toDecimal } from '../../domain/events/schema/decimal-field.ts';
import { type Decimal, sum } from '../../domain/money.ts';
import { DeliveryUnreadable } from '../platform.ts';
import type { Currencies, Side } from './money.ts';
import type { ShopifyRefund } from './schema/refund.ts';

/** What the transactions of a refund say. */
export type Payments =
  /** They are not in the delivery: its own figures count. */
  | { readonly kind: 'untold' }
  /** Nothing went back: goods were put back on the shelf, or all attempts failed. */
  | { readonly kind: 'nothing' }
  /** Money is on its way: a later delivery tells. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'paid'; readonly amount: Decimal; readonly side: Side };

const FAILED = ['failure', 'error'];

export function readPayments({ transactions }: ShopifyRefund, currencies: Currencies, preferred: Side): Payments {
  if (!transactions) return { kind: 'untold' };
  const back = transactions.filter(({ kind, status }) => isRefund(kind) && !FAILED.includes(lower(status)));
  if (back.some(({ status }) => lower(status) !== 'success')) return { kind: 'pending' };
  const amount = sum(back.flatMap((transaction) => (transaction.amount ? toDecimal(transaction.amount) : [])));
  if (amount.isZero()) return { kind: 'nothing' };
  const sides = new Set(back.map(({ currency }) => sideOf(currency?.toUpperCase() ?? null, currencies, preferred)));
  const [side, ...others] = sides;
  if (side === undefined || others.length > 0) {
    throw new DeliveryUnreadable(
      'The transactions of this refund are in several currencies, or in one that is not its own.',
    );
  }
  return { kind: 'paid', amount, side };
}

/** Whether money went back by a refund, or is on its way. */
export function givesMoneyBack({ transactions }: ShopifyRefund): boolean {
  return (transactions ?? []).some(
    ({ kind, status, amount }) =>
      isRefund(kind) &&
      !FAILED.includes(lower(status)) &&
      Boolean(amount) &&
      amount != null &&
      !toDecimal(amount).isZero(),
  );
}

function isRefund(kind: string | null | undefined): boolean {
  return kind === null || kind === undefined || kind.toLowerCase() === 'refund';
}

function lower(status: string | null | undefined): string {
  return status?.toLowerCase() ?? 'success';
}

/** A transaction is in the currency that was paid in, and says so. */
function sideOf(currency: string | null, { shop, presentment }: Currencies, preferred: Side): Side | undefined {
  if (shop === presentment) return currency === null || shop === null || currency === shop ? preferred : undefined;
  if (currency === null || currency === presentment) return 'presentment_money';
  return currency === shop ? 'shop_money' : undefined;
}
