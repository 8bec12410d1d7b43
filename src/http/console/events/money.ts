import Type from 'typebox';
import Value from 'typebox/value';
import { JsonNumber } from '../../../domain/json-number.ts';

const Amount = Type.Union([
  Type.String(),
  Type.Unsafe<JsonNumber>(Type.Refine(Type.Unknown(), (value) => value instanceof JsonNumber)),
]);
const Sale = Type.Object({
  data: Type.Object({ currency: Type.String(), totals: Type.Object({ total_amount: Amount }) }),
});
const Order = Type.Object({ currency: Type.String(), total_price: Amount });
const StoreOrder = Type.Object({ currency: Type.String(), total: Amount });

/** What an event is about in money, as its shop states it, with the currency; null where it states none. */
export function statedTotal(payload: unknown): string | null {
  if (Value.Check(Sale, payload)) return money(payload.data.totals.total_amount, payload.data.currency);
  if (Value.Check(Order, payload)) return money(payload.total_price, payload.currency);
  if (Value.Check(StoreOrder, payload)) return money(payload.total, payload.currency);
  return null;
}

function money(amount: string | JsonNumber, currency: string): string {
  return `${typeof amount === 'string' ? amount : amount.source} ${currency}`;
}
