import { activeCurrency, CURRENCIES } from '../../crm/suitecrm/currencies.ts';
import { type Finding, topic } from '../finding.ts';
import type { CheckedRecord } from './crm-reader.ts';
import { type Check, orRefusal } from './examination.ts';

const MONEY = topic('SuiteCRM currencies');
const MANY = 100;

/** Whether orders in a foreign currency will find it, and whether the CRM's own can be the configured one. */
export const checkCurrencies: Check = async ({ crm, config: { baseCurrency } }) =>
  await orRefusal(MONEY, async () => {
    const currencies = await crm.list(CURRENCIES, MANY);
    return [baseFinding(baseCurrency, currencies), ...currencies.map((one) => foreignFinding(one, currencies))];
  });

/** The CRM's own currency has no row: one that is listed is a foreign one. */
function baseFinding(base: string, currencies: readonly CheckedRecord[]): Finding {
  const listed = currencies.find((currency) => codesOf(currency).includes(base));
  if (listed !== undefined) {
    const what = `SUITECRM_BASE_CURRENCY is ${base}, but the CRM has ${base} as a foreign currency (${listed.id})`;
    return MONEY.error(
      `${what}: amounts would be taken for another currency`,
      "Set it to the CRM's own, see Admin > Currencies",
    );
  }
  return MONEY.ok(
    `${base} can be the CRM's own currency (it is not among the foreign ones, which is all the API shows)`,
  );
}

function foreignFinding(currency: CheckedRecord, all: readonly CheckedRecord[]): Finding {
  const { iso4217 = '', name = '', status = '' } = currency.attributes;
  const code = iso4217 === '' ? name : iso4217;
  const what = `${code} (${currency.id})`;
  if (status !== 'Active') {
    return MONEY.warning(
      `${what} is inactive: an order in it stops`,
      'Activate it in Admin > Currencies if it is sold in',
    );
  }
  if (activeCurrency([currency]) === null) {
    return MONEY.error(`${what} has no usable conversion rate`, 'Give it a rate above 0 in Admin > Currencies');
  }
  if (!/^[A-Z]{3}$/i.test(code)) {
    const advice = 'Give it its ISO 4217 code in Admin > Currencies';
    return MONEY.warning(`${what} has no ISO 4217 code: no order will find it`, advice);
  }
  const twins = all.filter((other) => other !== currency && codesOf(other).includes(code.toUpperCase()));
  if (twins.some((other) => other.attributes.status === 'Active')) {
    return MONEY.warning(`${what} is active more than once`, 'Leave one of them active, with the rate that is right');
  }
  return MONEY.ok(iso4217 === '' ? `${what}, found by its name` : what);
}

function codesOf({ attributes: { iso4217 = '', name = '' } }: CheckedRecord): string[] {
  return [iso4217 === '' ? name : iso4217].map((code) => code.toUpperCase());
}
