import { AccessDenied } from '../../crm/errors.ts';
import { UnknownModule } from '../../crm/suitecrm/errors.ts';
import { type Finding, topic } from '../finding.ts';
import { type Check, type Examination, orRefusal } from './examination.ts';
import { type ModuleNeeds, moduleNeeds, NOT_FOR_ALL } from './requirements.ts';

const MODULES = topic('SuiteCRM modules and fields');

/** Every module that we write or search, with every field that we send, filter by or read. */
export const checkModules: Check = async (examination) => {
  const findings: Finding[] = [];
  for (const needs of moduleNeeds()) {
    findings.push(...(await orRefusal(MODULES, async () => [await checkModule(examination, needs)])));
  }
  return findings;
};

async function checkModule({ crm }: Examination, { module, fields }: ModuleNeeds): Promise<Finding> {
  let missing: readonly string[];
  try {
    missing = await crm.missing(module, fields);
  } catch (error) {
    if (error instanceof UnknownModule || error instanceof AccessDenied) return absent(module);
    throw error;
  }
  if (missing.length === 0) return MODULES.ok(`${module}: all ${fields.length} fields`);
  const what = `${module} has no ${missing.join(', ')}: the CRM refuses every record that carries one`;
  return MODULES.error(what, `Add ${missing.length === 1 ? 'the field' : 'the fields'} in Admin > Studio`);
}

function absent(module: string): Finding {
  const without = NOT_FOR_ALL.get(module);
  const what = `There is no module ${module}, or the API user may not see it`;
  const advice = "Install it, or give the API user's role the right to list, view and edit it";
  return without === undefined
    ? MODULES.error(what, advice)
    : MODULES.warning(`${what}: only ${without} can be carried over`, advice);
}
