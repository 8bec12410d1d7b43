import type { IkcrmConfig } from '../config/config.ts';
import { createIkcrm } from '../crm/ikcrm/client.ts';
import type { Database } from '../database/client.ts';
import { pendingMigrations } from '../database/migrate.ts';
import { TillbridgeError } from '../domain/errors.ts';
import { type Finding, topic } from './finding.ts';
import { withDatabase } from './opened-database.ts';
import type { Section } from './section.ts';

const IKCRM = topic('ikcrm');
/** A login and a call, each of which may have to wait for its turn behind those of the service. */
const PATIENCE_MS = 120_000;

/**
 * Whether ikcrm takes the account and answers. An account has one live session, which the replicas share in the database: the
 * doctor uses it as well, since a login of its own would end the service's.
 */
export const examineIkcrm: Section = async ({ ikcrm, database }, surroundings) => {
  if (ikcrm === null) return [];
  try {
    return [await withDatabase(database, surroundings, async (opened) => await ask(ikcrm, opened))];
  } catch (error) {
    if (!(error instanceof TillbridgeError)) throw error;
    return [IKCRM.error(error.message, 'Check IKCRM_URL, IKCRM_LOGIN, IKCRM_PASSWORD and IKCRM_CORP_ID')];
  }
};

async function ask(ikcrm: IkcrmConfig, database: Database): Promise<Finding> {
  if ((await pendingMigrations(database)).length > 0) {
    return IKCRM.warning('Its session is kept in the database, which is not up to date', 'Start the service once');
  }
  const client = createIkcrm(ikcrm, { database });
  try {
    await client.checkLogin(AbortSignal.timeout(PATIENCE_MS));
    return IKCRM.ok(`${ikcrm.url} takes the account and answers`);
  } finally {
    await client.close();
  }
}
