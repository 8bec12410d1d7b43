import type { Crm } from '../crm.ts';
import type { Module, Values } from '../modules/module.ts';
import { formatAmount } from './cast.ts';

const suffix = '_usdollar';

/** Recomputes every `*_usdollar` from its amount and the currency's rate; what the client sent for it never counts. */
export function computeBaseAmounts(module: Module, values: Values, crm: Crm): void {
  let rate: number | undefined;
  for (const field of module.fields) {
    if (field.type === 'currency' && field.name.endsWith(suffix)) {
      rate ??= rateOf(values.currency_id ?? '', crm);
      const amount = Number(values[field.name.slice(0, -suffix.length)] ?? 0);
      values[field.name] = formatAmount(amount / rate, field.scale);
    }
  }
}

function rateOf(currency: string, crm: Crm): number {
  const row = currency === '' ? undefined : crm.store.table('Currencies').find(currency);
  return Number(row?.values.conversion_rate ?? 1) || 1;
}
