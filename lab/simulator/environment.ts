import type { IkcrmSimulator } from './ikcrm/index.ts';
import type { SuiteCrmSimulator } from './suitecrm/index.ts';

/** The variables with which tillbridge uses these simulators. */
export function simulatorEnvironment(
  suitecrm: SuiteCrmSimulator,
  ikcrm: IkcrmSimulator | null,
): Record<string, string> {
  return {
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
}
