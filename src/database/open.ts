import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createPool, createPrisma, type Database } from './client.ts';
import { startEmbedded } from './embedded/start.ts';
import { applyMigrations } from './migrate.ts';

export type { Database };

/**
 * Opens the database: the one at the configured URL, else the embedded one in the data directory; up to date before it returns.
 *
 * @throws a TillbridgeError of ./errors.ts that says what to do; nothing is left running
 */
export async function openDatabase(config: Config['database'], log: Logger): Promise<Database> {
  if (config.url !== null) return openAt(config.url, log);

  const embedded = await startEmbedded(config.dataDir, log);
  try {
    const database = await openAt(embedded.url, log);
    return {
      ...database,
      async close() {
        await database.close();
        await embedded.close();
      },
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function openAt(url: string, log: Logger): Promise<Database> {
  const applied = await applyMigrations(url);
  if (applied.length > 0) log.info({ migrations: applied }, 'applied migrations');
  return connectDatabase(url, log);
}

/** The database at `url` as it is; connects when first used. */
export function connectDatabase(url: string, log: Logger): Database {
  const queries = createPool(url, 'queries', log);
  const locks = createPool(url, 'locks', log);
  const prisma = createPrisma(queries);
  return {
    prisma,
    pool: locks,
    url,
    async close() {
      await prisma.$disconnect();
      await Promise.all([queries.end(), locks.end()]);
    },
  };
}
