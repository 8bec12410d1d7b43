import type { SuiteCrmUnit } from '../../config/config.ts';
import { AccessDenied, RequestRejected } from '../../crm/errors.ts';
import { PROSPECT_LISTS, SECURITY_GROUPS } from '../../crm/suitecrm/modules/related-modules.ts';
import { type Finding, topic } from '../finding.ts';
import type { CheckedRecord } from './crm-reader.ts';
import { type Check, type Examination, orRefusal } from './examination.ts';

const UNITS = topic('SuiteCRM records of the business units');

/** A record that a business unit names. */
interface NamedRecord {
  readonly unit: string;
  readonly setting: string;
  readonly module: string;
  readonly id: string;
  /** Named in the path of a call, where SuiteCRM takes UUIDs only. */
  readonly inPath: boolean;
}

/** Every account, owner, security group and target list that the business units name. SuiteCRM itself takes any id for an account and an owner. */
export const checkUnitRecords: Check = async (examination) => {
  const findings: Finding[] = [];
  for (const record of examination.units.flatMap(namedRecords)) {
    findings.push(...(await orRefusal(UNITS, async () => [await checkRecord(examination, record)])));
  }
  return findings;
};

function namedRecords(unit: SuiteCrmUnit): NamedRecord[] {
  const { name, accountId, assignedUserId, securityGroupIds, prospectListIds } = unit;
  return [
    { unit: name, setting: 'account_id', module: 'Accounts', id: accountId, inPath: false },
    { unit: name, setting: 'assigned_user_id', module: 'Users', id: assignedUserId, inPath: false },
    ...securityGroupIds.map((id) => ({
      unit: name,
      setting: 'security_group_ids',
      module: SECURITY_GROUPS,
      id,
      inPath: true,
    })),
    ...prospectListIds.map((id) => ({
      unit: name,
      setting: 'prospect_list_ids',
      module: PROSPECT_LISTS,
      id,
      inPath: true,
    })),
  ];
}

async function checkRecord(examination: Examination, named: NamedRecord): Promise<Finding> {
  const { unit, setting, module, id, inPath } = named;
  const where = `${unit}: ${setting} ${id}`;
  const correct = `Correct ${setting} of ${JSON.stringify(unit)} in the file of business units`;
  let record: CheckedRecord | null;
  try {
    record = await find(examination, named);
  } catch (error) {
    if (error instanceof AccessDenied) {
      const what = `${where} cannot be looked at: the API user has no right to view ${module}`;
      return UNITS.warning(what, 'Give its role the right to view and list the module, or compare the id by hand');
    }
    if (error instanceof RequestRejected && inPath) {
      return UNITS.error(`${where} is no UUID: SuiteCRM's API relates nothing to it`, correct);
    }
    throw error;
  }
  if (record === null) return UNITS.error(`${where} is not in the CRM, or was deleted there`, correct);
  if (record.attributes.status === 'Inactive') {
    return UNITS.warning(`${where} is inactive`, `${correct}, or activate it in the CRM`);
  }
  return UNITS.ok(where);
}

/** By id; ids that are no UUID, such as the first administrator's `1`, are refused in a path and can only be searched for. */
async function find({ crm }: Examination, { module, id, inPath }: NamedRecord): Promise<CheckedRecord | null> {
  try {
    return await crm.find(module, id);
  } catch (error) {
    if (inPath || !(error instanceof RequestRejected)) throw error;
    return (await crm.list(module, 1, { id }))[0] ?? null;
  }
}
