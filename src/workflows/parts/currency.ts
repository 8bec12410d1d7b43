import Type from 'typebox';
import { activeCurrency, BASE_CURRENCY, type CrmCurrency, CURRENCIES } from '../../crm/suitecrm/currencies.ts';
import { Decimal } from '../../domain/money.ts';
import type { SuiteCrmRun } from '../run.ts';
import { UnknownInCrm } from '../workflow-errors.ts';

const Found = Type.Object({ id: Type.String(), conversionRate: Type.String() });

/**
 * The order's currency (guideline 3.1): the CRM's own without a call, else by its ISO code, else by its name, since the guide's
 * own EUR has no ISO code. Throws `UnknownInCrm` where no active one is found.
 */
export async function provideCurrency(run: SuiteCrmRun, code: string): Promise<CrmCurrency> {
  if (code === run.settings.baseCurrency) return BASE_CURRENCY;
  const remembered = run.directory.get(CURRENCIES, code);
  const found = remembered ?? (await findCurrency(run, 'iso4217', code)) ?? (await findCurrency(run, 'name', code));
  if (found?.id === undefined || found.conversionRate === undefined) {
    throw new UnknownInCrm(CURRENCIES, `active currency ${code}`);
  }
  run.directory.remember(CURRENCIES, code, { id: found.id, conversionRate: found.conversionRate });
  return { id: found.id, conversionRate: new Decimal(found.conversionRate) };
}

async function findCurrency(run: SuiteCrmRun, field: 'iso4217' | 'name', code: string) {
  return await run.runner.step(
    { key: `currency by ${field}`, verb: 'GET', module: CURRENCIES, request: { [field]: code } },
    Type.Union([Found, Type.Null()]),
    async () => {
      const { records } = await run.crm.search(CURRENCIES, { filter: { [field]: code }, size: 20 }, run.context);
      const currency = activeCurrency(records);
      return { output: currency, crmId: currency?.id ?? null, response: records.map(({ id }) => id) };
    },
  );
}
