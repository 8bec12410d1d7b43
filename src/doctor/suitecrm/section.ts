import { type Finding, topic } from '../finding.ts';
import type { Section } from '../section.ts';
import { logIn } from './access.ts';
import { checkApiUser } from './api-user.ts';
import { checkCategories } from './categories.ts';
import { checkClock } from './clock.ts';
import { createCrmReader } from './crm-reader.ts';
import { checkCurrencies } from './currencies.ts';
import { checkEmailFilter } from './email-filter.ts';
import { type Check, createExamination } from './examination.ts';
import { checkModules } from './modules.ts';
import { checkNumberFormat } from './number-format.ts';
import { checkRelationships } from './relationships.ts';
import { checkUnitRecords } from './unit-records.ts';

const CHECKS: readonly Check[] = [
  checkModules,
  checkRelationships,
  checkUnitRecords,
  checkCurrencies,
  checkCategories,
  checkNumberFormat,
  checkEmailFilter,
];

/** Whether this SuiteCRM lets us in and holds everything that our calls need. Reads only. */
export const examineSuiteCrm: Section = async ({ suitecrm, businessUnits, shops: all }, { now }) => {
  const units = [...businessUnits.values()].filter((unit) => unit.crm === 'suitecrm');
  if (suitecrm === null) return [];
  const crm = createCrmReader(suitecrm, now);
  try {
    const access = await logIn(suitecrm, crm, now);
    if (!hasError(access)) access.push(...(await checkApiUser(crm)));
    const findings: Finding[] = [...access, ...(await checkClock(suitecrm, now))];
    if (hasError(access)) {
      const what = 'Modules, fields, records and currencies of the CRM were not looked at';
      return [...findings, topic('SuiteCRM').warning(what, 'Run the doctor again when the CRM lets tillbridge in')];
    }
    const shops = [...all.values()].filter(({ businessUnit }) => units.some(({ name }) => name === businessUnit));
    const examination = createExamination({ config: suitecrm, units, shops, crm });
    for (const check of CHECKS) findings.push(...(await check(examination)));
    return findings;
  } finally {
    await crm.close();
  }
};

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
