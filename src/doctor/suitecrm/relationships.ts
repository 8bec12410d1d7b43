import { AccessDenied } from '../../crm/errors.ts';
import { UnknownModule } from '../../crm/suitecrm/errors.ts';
import { type Finding, topic } from '../finding.ts';
import type { CheckedRecord } from './crm-reader.ts';
import { type Check, type Examination, orRefusal } from './examination.ts';
import { NOT_FOR_ALL, RELATIONSHIPS, type RelationshipNeeds } from './requirements.ts';

const TOPIC = topic('SuiteCRM relationships');

/**
 * Every relationship that we make, by the name of its link in the module. A record is looked at only where the usual names are
 * not there: what it shows beside its attributes leaves out links that SuiteCRM has, such as that of a target list to contacts.
 */
export const checkRelationships: Check = async (examination) => {
  const findings: Finding[] = [];
  for (const [module, needs] of Map.groupBy(RELATIONSHIPS, (need) => need.module)) {
    findings.push(...(await orRefusal(TOPIC, async () => checkModule(examination, module, needs))));
  }
  return findings;
};

async function checkModule(
  examination: Examination,
  module: string,
  needs: readonly RelationshipNeeds[],
): Promise<Finding[]> {
  let missing: readonly string[] = [];
  try {
    missing = await examination.crm.missing(
      module,
      needs.flatMap(({ links }) => links),
    );
  } catch (error) {
    // Told with the modules.
    if (error instanceof UnknownModule) return [];
    // The names are looked at before the rights are.
    if (!(error instanceof AccessDenied)) throw error;
  }
  const findings: Finding[] = [];
  for (const need of needs) {
    const known = need.links.some((link) => !missing.includes(link));
    findings.push(known ? TOPIC.ok(`${module} and ${need.related}`) : await otherwiseNamed(examination, need));
  }
  return findings;
}

async function otherwiseNamed(examination: Examination, { module, related, links, origin }: RelationshipNeeds) {
  const record = origin === 'SuiteCRM' ? null : await anyRecord(examination, module);
  if (record?.relatedModules.has(related) === true) return TOPIC.ok(`${module} and ${related}`);
  const what = `${module} has no relationship with ${related} (${links.join(' or ')})`;
  if (origin === 'SuiteCRM') {
    return TOPIC.error(what, 'It comes with SuiteCRM: run Admin > Repair > Quick Repair and Rebuild');
  }
  const advice = `Add one (many-to-many) in Admin > Studio > ${module} > Relationships`;
  const without = NOT_FOR_ALL.get(related);
  if (without !== undefined) return TOPIC.warning(`${what}: only ${without} can be carried over`, advice);
  if (record !== null) return TOPIC.error(what, advice);
  return TOPIC.warning(`${what}, and no record to see on whether it is called otherwise`, advice);
}

async function anyRecord({ sample }: Examination, module: string): Promise<CheckedRecord | null> {
  try {
    return await sample(module);
  } catch (error) {
    // That it may not be seen is told with the modules.
    if (error instanceof UnknownModule || error instanceof AccessDenied) return null;
    throw error;
  }
}
