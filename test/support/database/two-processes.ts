import { pino } from 'pino';
import { type LockOptions, Locks } from '../../../src/database/locks/locks.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';

/** A database with the locks of two processes, as far as PostgreSQL can tell. */
export interface TwoProcesses extends AsyncDisposable {
  readonly one: Locks;
  readonly other: Locks;
  readonly database: TestDatabase;
  /** The server processes that have an advisory lock, or wait for one, in this database. */
  sessions(): Promise<number[]>;
  /** As an administrator does, or a server that goes down. */
  endSessions(): Promise<void>;
}

export const OPTIONS: LockOptions = { waitMs: 10_000, holdMs: 10_000 };

/** @param shared a database that is somebody else's to drop */
export async function twoProcesses(shared?: TestDatabase): Promise<TwoProcesses> {
  const database = shared ?? (await createTestDatabase());
  const log = pino({ level: 'silent' });
  const [one, other] = [new Locks(database.url, { log }), new Locks(database.url, { log })];
  const sessions = async () => {
    const rows = await database.database.prisma.$queryRaw<{ pid: number }[]>`
      SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()`;
    return rows.map(({ pid }) => pid);
  };
  return {
    one,
    other,
    database,
    sessions,
    async endSessions() {
      for (const pid of await sessions())
        await database.database.prisma.$queryRaw`SELECT pg_terminate_backend(${pid}::int)`;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), other.close()]);
      if (shared === undefined) await database.drop();
    },
  };
}

/** Holds the lock until told to let go. */
export async function hold(on: Locks, name: string, more: Partial<LockOptions> = {}) {
  const held = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const done = on.hold(name, { ...OPTIONS, ...more }, async () => {
    held.resolve();
    await letGo.promise;
    return 'result';
  });
  await Promise.race([held.promise, done]);
  return { letGo: letGo.resolve, done };
}
