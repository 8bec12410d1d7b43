import type { SuiteCrmConfig } from '../../config/config.ts';
import { CredentialsRejected, CrmError } from '../../crm/errors.ts';
import { type Finding, topic } from '../finding.ts';
import { type CrmReader, createCrmReader } from './crm-reader.ts';

const ACCESS = topic('SuiteCRM access');

/** Logs in as the service would, and tells which grant the CRM takes. */
export async function logIn(config: SuiteCrmConfig, crm: CrmReader, now: () => number): Promise<Finding[]> {
  const grant = config.user === null ? 'client_credentials' : 'password';
  try {
    await crm.login();
    return [ACCESS.ok(`${config.url} gives a token for the ${grant} grant`)];
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return [ACCESS.error(error.message, await advice(error, config, now))];
  }
}

async function advice(error: CrmError, config: SuiteCrmConfig, now: () => number): Promise<string> {
  if (!(error instanceof CredentialsRejected)) {
    return 'Check SUITECRM_URL, and that the CRM and its database run and can be reached from here';
  }
  if (config.user === null) {
    const other =
      'and is of the type Client Credentials; for one of the type Password set SUITECRM_USERNAME and _PASSWORD';
    return `Check in Admin > OAuth2 Clients that the client exists, has this secret ${other}`;
  }
  if (await worksWithoutUser(config, now)) {
    return 'The client takes client_credentials: unset SUITECRM_USERNAME and SUITECRM_PASSWORD';
  }
  return 'Check the client in Admin > OAuth2 Clients (type Password), and the name and password of the user';
}

async function worksWithoutUser(config: SuiteCrmConfig, now: () => number): Promise<boolean> {
  const crm = createCrmReader({ ...config, user: null }, now);
  try {
    await crm.login();
    return true;
  } catch (error) {
    if (error instanceof CrmError) return false;
    throw error;
  } finally {
    await crm.close();
  }
}
