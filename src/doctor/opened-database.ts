import type { Config } from '../config/config.ts';
import type { Database } from '../database/client.ts';
import { startEmbedded } from '../database/embedded/start.ts';
import { connectDatabase } from '../database/open.ts';
import type { DoctorSurroundings } from './section.ts';

/** Gives `work` the service's database as it is; no migration is applied. An embedded server is started, or joined if it runs. */
export async function withDatabase<T>(
  config: Config['database'],
  { log }: Pick<DoctorSurroundings, 'log'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const embedded = config.url === null ? await startEmbedded(config.dataDir, log) : null;
  const database = connectDatabase(config.url ?? embedded?.url ?? '', log, { poolSize: config.poolSize });
  try {
    return await work(database);
  } finally {
    await database.close();
    await embedded?.close();
  }
}
