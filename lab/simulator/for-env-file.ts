import { randomBytes } from 'node:crypto';
import type { IkcrmSimulator } from './ikcrm/index.ts';
import type { SuiteCrmSimulator } from './suitecrm/index.ts';

/** The lines of an `.env` with which tillbridge uses these simulators; its own secret and admin token are made up at each call. */
export function forEnvFile(suitecrm: SuiteCrmSimulator, ikcrm: IkcrmSimulator | null): string {
  const values = {
    WEBHOOK_SECRETS: `whsec_${randomBytes(32).toString('base64')}`,
    ADMIN_TOKENS: `me:${randomBytes(24).toString('base64url')}`,
    SUITECRM_URL: suitecrm.url,
    SUITECRM_CLIENT_ID: suitecrm.client.id,
    SUITECRM_CLIENT_SECRET: suitecrm.client.secret,
    ...(ikcrm === null
      ? {}
      : {
          IKCRM_URL: ikcrm.url,
          IKCRM_LOGIN: ikcrm.account.login,
          IKCRM_PASSWORD: ikcrm.account.password,
          IKCRM_CORP_ID: ikcrm.account.corpId,
        }),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
