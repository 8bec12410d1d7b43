import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { activeCurrency, BASE_CURRENCY, type CrmCurrency, CURRENCIES } from '../../crm/suitecrm/currencies.ts';
import { Decimal } from '../../domain/money.ts';
import type { SuiteCrmRun } from '../run.ts';
import { UnknownInCrm } from '../workflow-errors.ts';

/** The key of the step that fixes currency and rate for all attempts of an event, and for the refunds of its order. */
const CURRENCY_STEP = 'currency';

const Found = Type.Object({ id: Type.String(), conversionRate: Type.String() });

/**
 * The order's currency (guideline 3.1): the CRM's own without a call, else by its ISO code, else by its name, since the guide's
 * own EUR has no ISO code. Throws `UnknownInCrm` where no active one is found.
 */
export async function provideCurrency(run: SuiteCrmRun, code: string): Promise<CrmCurrency> {
  if (code === run.settings.baseCurrency) return BASE_CURRENCY;
  // What was remembered goes through the journal as well: every attempt of an event prices by one rate.
  const found = await run.runner.step(
    { key: CURRENCY_STEP, verb: 'GET', module: CURRENCIES, request: { code } },
    Found,
    async () => {
      const known = rememberedCurrency(run, code);
      const currency = known ?? (await findCurrency(run, 'iso4217', code)) ?? (await findCurrency(run, 'name', code));
      if (currency === null) throw new UnknownInCrm(CURRENCIES, `active currency ${code}`);
      run.directory.remember(CURRENCIES, code, currency);
      return { output: currency, crmId: currency.id, response: { remembered: known !== null } };
    },
  );
  return { id: found.id, conversionRate: new Decimal(found.conversionRate) };
}

function rememberedCurrency(run: SuiteCrmRun, code: string): Static<typeof Found> | null {
  const remembered = run.directory.get(CURRENCIES, code);
  return Value.Check(Found, remembered) ? remembered : null;
}

async function findCurrency(run: SuiteCrmRun, field: 'iso4217' | 'name', code: string) {
  const { records } = await run.crm.search(CURRENCIES, { filter: { [field]: code }, size: 20 }, run.context);
  return activeCurrency(records);
}
