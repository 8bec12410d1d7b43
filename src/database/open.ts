import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createPrisma, type Database } from './client.ts';
import { EMBEDDED_ADVICE, EMBEDDED_NOTICE } from './embedded/notice.ts';
import { startEmbedded } from './embedded/start.ts';
import type { LockLost } from './errors.ts';
import { examineServer } from './examine-server.ts';
import { Locks } from './locks/locks.ts';
import { applyMigrations } from './migrate.ts';
import { createPool } from './pool.ts';
import { askPreparedOn } from './prepared.ts';
import { trustsAnyServer } from './tls.ts';

export type { Database };

/** Who is told what happens in an open database, and how many connections it may take for its statements. */
export interface DatabaseOptions {
  /** A lock was lost under somebody's work; the log has it already. */
  readonly onLockLost?: (error: LockLost) => void;
  readonly poolSize?: number;
}

/**
 * Opens the database: the one at the configured URL, else the embedded one in the data directory; up to date before it returns.
 *
 * @throws a TillbridgeError of ./errors.ts that says what to do; nothing is left running
 */
export async function openDatabase(
  config: Config['database'],
  log: Logger,
  options: Omit<DatabaseOptions, 'poolSize'> = {},
): Promise<Database> {
  const { url, poolSize } = config;
  if (url !== null) {
    await prepareDatabase({ url, ownerUrl: config.ownerUrl }, log);
    return connectDatabase(url, log, { ...options, poolSize });
  }

  const embedded = await startEmbedded(config.dataDir, log);
  log.warn(`${EMBEDDED_NOTICE}. ${EMBEDDED_ADVICE}`);
  try {
    await applyMigrations(embedded.url, undefined, { log });
    const database = connectDatabase(embedded.url, log, { ...options, poolSize });
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

/**
 * Looks at the server that the service will work on, and brings the database up to date: as the owner of its tables where that is named,
 * which then lets the service's own role do what it has to.
 *
 * @returns the names of the migrations applied now
 * @throws a TillbridgeError of ./errors.ts that says what to do
 */
export async function prepareDatabase(
  { url, ownerUrl }: { readonly url: string; readonly ownerUrl: string | null },
  log: Logger,
): Promise<string[]> {
  const { role } = await examineServer(url);
  if (trustsAnyServer(url)) {
    log.warn(
      'the connection to the database is encrypted, and nobody looks whose server it is: say sslmode=verify-full in DATABASE_URL, with sslrootcert where the authority is not one that Node knows',
    );
  }
  return applyMigrations(ownerUrl ?? url, undefined, { log, serviceRole: ownerUrl === null ? null : role });
}

/** The database at `url` as it is; connects when first used. */
export function connectDatabase(url: string, log: Logger, { onLockLost, poolSize }: DatabaseOptions = {}): Database {
  const locks = new Locks(url, { log, onLost: onLockLost });
  const queries = createPool(url, log, { size: poolSize, onReadOnly: (reason) => locks.leaveServer(reason) });
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
