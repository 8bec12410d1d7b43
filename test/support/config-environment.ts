import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const KEY = Buffer.alloc(32, 7);
export const SECRET = `whsec_${KEY.toString('base64')}`;
export const EXPERIENCE = {
  crm: 'suitecrm',
  account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
  assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
  security_group_ids: ['a253557e-40f7-11eb-8665-fa163ef36d26'],
  prospect_list_ids: [],
  time_zone: 'Asia/Taipei',
};
export const WHOLESALE = { crm: 'ikcrm', time_zone: 'Asia/Shanghai' };

/** What is wrong with the configuration that `load` reads; nothing where it is right. */
export function problemsIn(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

/** What a file of tests configures: two units and all that they need, but for what a test says otherwise. */
export function useEnvironment() {
  let folder = '';
  beforeAll(async () => {
    folder = await temporaryFolder();
  });

  function unitsFile(units: unknown): string {
    const path = join(folder, `${crypto.randomUUID()}.json`);
    writeFileSync(path, typeof units === 'string' ? units : JSON.stringify(units));
    return path;
  }

  function environment(overrides: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      BUSINESS_UNITS_FILE: overrides.BUSINESS_UNITS_FILE ?? unitsFile({ experience: EXPERIENCE, wholesale: WHOLESALE }),
      WEBHOOK_SECRETS: SECRET,
      SUITECRM_URL: 'https://crm.example.com/legacy/',
      SUITECRM_CLIENT_ID: 'client',
      SUITECRM_CLIENT_SECRET: 'client-secret',
      ...overrides,
    };
  }

  const problemsOf = (overrides: NodeJS.ProcessEnv) => problemsIn(() => loadConfig(environment(overrides)));

  return { unitsFile, environment, problemsOf };
}
