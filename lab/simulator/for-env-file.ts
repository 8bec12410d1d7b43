import { randomBytes } from 'node:crypto';
import { simulatorEnvironment } from './environment.ts';
import type { IkcrmSimulator } from './ikcrm/index.ts';
import type { SuiteCrmSimulator } from './suitecrm/index.ts';

/** The lines of an `.env` with which tillbridge uses these simulators; its own secret and admin token are made up at each call. */
export function forEnvFile(suitecrm: SuiteCrmSimulator, ikcrm: IkcrmSimulator | null): string {
  const values = {
    WEBHOOK_SECRETS: `whsec_${randomBytes(32).toString('base64')}`,
    ADMIN_TOKENS: `me:${randomBytes(24).toString('base64url')}`,
    ...simulatorEnvironment(suitecrm, ikcrm),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
