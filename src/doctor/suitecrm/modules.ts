import { AccessDenied, UnknownModule } from '../../crm/suitecrm/errors.ts';
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

async function checkModule(examination: Examination, { module, fields }: ModuleNeeds): Promise<Finding> {
  const known = await knownFields(examination, module);
  if (known === 'no such module') return absent(module);
  if (known === 'not shown') {
    const what = `${module}: the CRM does not list its fields, and it has no record to see them on`;
    return MODULES.warning(what, 'Show the module to the API user, or run the doctor again when it has a record');
  }
  const missing = fields.filter((field) => !known.has(field));
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

/**
 * The names of a module's fields. For a module that stands in no menu (lines, groups, currencies) SuiteCRM refuses to list
 * them (`MetaService::checkIfUserHasModuleAccess`): there a record shows them, since it always comes with all of them.
 */
async function knownFields(
  { crm, sample }: Examination,
  module: string,
): Promise<ReadonlySet<string> | 'no such module' | 'not shown'> {
  try {
    return new Set(await crm.fields(module));
  } catch (error) {
    if (!(error instanceof UnknownModule || error instanceof AccessDenied)) throw error;
  }
  try {
    const record = await sample(module);
    return record === null ? 'not shown' : new Set(Object.keys(record.attributes));
  } catch (error) {
    if (error instanceof UnknownModule || error instanceof AccessDenied) return 'no such module';
    throw error;
  }
}
