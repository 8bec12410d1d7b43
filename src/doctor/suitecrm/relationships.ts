import { AccessDenied, UnknownModule } from '../../crm/suitecrm/errors.ts';
import { PROSPECT_LISTS } from '../../crm/suitecrm/modules/related-modules.ts';
import { type Finding, topic } from '../finding.ts';
import type { SeenRecord } from './crm-reader.ts';
import { type Check, type Examination, orRefusal } from './examination.ts';
import { NOT_FOR_ALL, RELATIONSHIPS } from './requirements.ts';

const TOPIC = topic('SuiteCRM relationships');

/** Every relationship that we make, as a record of its left side shows it: SuiteCRM tells of them nowhere else. */
export const checkRelationships: Check = async (examination) => {
  const byModule = Map.groupBy(RELATIONSHIPS, ({ module }) => module);
  const findings: Finding[] = [];
  for (const [module, needs] of byModule) {
    const related = needs.map((need) => need.related);
    findings.push(...(await orRefusal(TOPIC, async () => checkModule(examination, module, related))));
  }
  return findings;
};

async function checkModule(examination: Examination, module: string, related: readonly string[]): Promise<Finding[]> {
  const record = await anyRecord(examination, module);
  if (record === null) {
    const what = `${module} has no record to see on whether it is related to ${related.join(', ')}`;
    return [TOPIC.warning(what, `Run the doctor again when the first record stands in ${module}`)];
  }
  return related.map((other) => {
    const pair = `${module} and ${other}`;
    if (record.relatedModules.has(other)) return TOPIC.ok(pair);
    const what = `${module} has no relationship with ${other}`;
    const advice = `Add one (many-to-many) in Admin > Studio > ${module} > Relationships`;
    const without = NOT_FOR_ALL.get(other);
    return without === undefined
      ? TOPIC.error(what, advice)
      : TOPIC.warning(`${what}: only ${without} can be carried over`, advice);
  });
}

async function anyRecord({ sample, crm, units }: Examination, module: string): Promise<SeenRecord | null> {
  try {
    const [list] = module === PROSPECT_LISTS ? units.flatMap((unit) => unit.prospectListIds) : [];
    return (await sample(module)) ?? (list === undefined ? null : await crm.find(module, list));
  } catch (error) {
    // That it may not be seen is told with the modules.
    if (error instanceof UnknownModule || error instanceof AccessDenied) return null;
    throw error;
  }
}
