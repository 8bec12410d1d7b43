import type { Decimal } from '../../../../src/domain/money.ts';

/** An amount in the shop's currency and in the one that was paid in: the simulated shop sells in its own. */
export interface SentMoneySet {
  readonly shop_money: { readonly amount: string; readonly currency_code: string };
  readonly presentment_money: { readonly amount: string; readonly currency_code: string };
}

/** Two decimals, whatever the currency. */
export function moneyText(amount: Decimal): string {
  return amount.toFixed(2);
}

export function moneySet(amount: Decimal, currency: string): SentMoneySet {
  const money = { amount: moneyText(amount), currency_code: currency };
  return { shop_money: money, presentment_money: money };
}
