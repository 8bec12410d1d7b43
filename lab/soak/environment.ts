import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { simulatorEnvironment } from '../simulator/environment.ts';
import type { SuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { UNITS } from './script/people.ts';

/** What the shop and the services share. */
export const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
/** How long an event stays with a process that gives no sign of life. */
export const LEASE_MS = 1_500;

const ACCOUNTS = ['dfd71a55-ae2d-1849-b491-5eac392fac52', '670f411d-7f4f-abc5-d253-5eac39e93e09'];
const GROUPS = ['a253557e-40f7-11eb-8665-fa163ef36d26', '70b1530c-40da-11eb-8665-fa163ef36d26'];

/** Writes the business units into the folder, each with an account and a group of its own; gives the file's path. */
export async function writeBusinessUnits(folder: string): Promise<string> {
  const units = UNITS.map((name, index) => [
    name,
    {
      crm: 'suitecrm',
      account_id: ACCOUNTS[index],
      assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
      security_group_ids: [GROUPS[index]],
      prospect_list_ids: ['b1111111-40da-11eb-8665-fa163ef36d26'],
      time_zone: 'Asia/Taipei',
    },
  ]);
  const file = path.join(folder, 'business-units.json');
  await writeFile(file, JSON.stringify(Object.fromEntries(units)));
  return file;
}

/** The environment of a service under the storm: fast retries, short leases, and attempts that last for any number of faults. */
export function stormEnvironment(crm: SuiteCrmSimulator, dataDir: string, unitsFile: string): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    BUSINESS_UNITS_FILE: unitsFile,
    WEBHOOK_SECRETS: SECRET,
    ...simulatorEnvironment(crm, null),
    SUITECRM_TIMEOUT_MS: '700',
    MAX_ATTEMPTS: '1000',
    RETRY_BASE_MS: '20',
    RETRY_MAX_MS: '500',
    LEASE_MS: String(LEASE_MS),
    POLL_MS: '50',
  };
}

/** The environment of the quiet run's service: nothing hurries, and a refund that waits is not looked at again before its order is done. */
export function quietEnvironment(crm: SuiteCrmSimulator, unitsFile: string): Record<string, string> {
  return {
    ...stormEnvironment(crm, '', unitsFile),
    SUITECRM_TIMEOUT_MS: '60000',
    MAX_ATTEMPTS: '12',
    RETRY_BASE_MS: '1000',
    RETRY_MAX_MS: '3600000',
    LEASE_MS: '60000',
  };
}
