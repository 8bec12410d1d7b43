import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createPool, createPrisma, type Database } from './client.ts';
import { EMBEDDED_ADVICE, EMBEDDED_NOTICE } from './embedded/notice.ts';
import { startEmbedded } from './embedded/start.ts';
import type { LockLost } from './errors.ts';
import { Locks } from './locks/locks.ts';
import { applyMigrations } from './migrate.ts';
import { askPreparedOn } from './prepared.ts';

export type { Database };

/** Who is told what happens in an open database. */
export interface DatabaseListeners {
  /** A lock was lost under somebody's work; the log has it already. */
  readonly onLockLost?: (error: LockLost) => void;
}

/**
 * Opens the database: the one at the configured URL, else the embedded one in the data directory; up to date before it returns.
 *
 * @throws a TillbridgeError of ./errors.ts that says what to do; nothing is left running
 */
export async function openDatabase(
  config: Config['database'],
  log: Logger,
  listeners: DatabaseListeners = {},
): Promise<Database> {
  if (config.url !== null) return openAt(config.url, log, listeners);

  const embedded = await startEmbedded(config.dataDir, log);
  log.warn(`${EMBEDDED_NOTICE}. ${EMBEDDED_ADVICE}`);
  try {
    const database = await openAt(embedded.url, log, listeners);
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

async function openAt(url: string, log: Logger, listeners: DatabaseListeners): Promise<Database> {
  await applyMigrations(url, undefined, { log });
  return connectDatabase(url, log, listeners);
}

/** The database at `url` as it is; connects when first used. */
export function connectDatabase(url: string, log: Logger, { onLockLost }: DatabaseListeners = {}): Database {
  const queries = createPool(url, log);
  const locks = new Locks(url, { log, onLost: onLockLost });
  const prisma = createPrisma(queries);
  return {
    prisma,
    askPrepared: askPreparedOn(queries),
    locks,
    url,
    async close() {
      await Promise.all([locks.close(), prisma.$disconnect()]);
      await queries.end();
    },
  };
}
