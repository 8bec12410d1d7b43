import { type Database, sql } from '../../database/client.ts';

/** The one live session of an account, as all replicas see it. */
export interface SessionStore {
  /** The token to be used; null = there is none. */
  read(): Promise<string | null>;
  /** Puts a new token in the place of whatever is there. */
  put(token: string): Promise<void>;
  /** Takes a dead token away, unless another is in its place. */
  remove(token: string): Promise<void>;
  /** Runs `work` while no other replica runs anything here; `holdMs` is how long it may take at most. */
  alone<T>(holdMs: number, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

interface SessionKey {
  readonly crm: string;
  readonly account: string;
}

/** The sessions of `crm` in the database; `account` names one of them. */
export function createSessionStore(database: Database, key: SessionKey): SessionStore {
  return {
    read: () => readToken(database, key),
    put: (token) => putToken(database, key, token),
    remove: (token) => removeToken(database, key, token),
    // The account is no part of the lock's name, which stands in errors.
    alone: (holdMs, signal, work) => database.locks.hold(`${key.crm} login`, { waitMs: holdMs, holdMs, signal }, work),
  };
}

async function readToken(database: Database, key: SessionKey): Promise<string | null> {
  const rows = await database.prisma.$queryRaw<{ token: string }[]>(sql`
    SELECT token FROM crm_sessions WHERE crm = ${key.crm} AND account = ${key.account}`);
  return rows[0]?.token ?? null;
}

async function putToken(database: Database, key: SessionKey, token: string): Promise<void> {
  await database.prisma.$executeRaw(sql`
    INSERT INTO crm_sessions (crm, account, token, obtained_at) VALUES (${key.crm}, ${key.account}, ${token}, now())
    ON CONFLICT (crm, account) DO UPDATE SET token = excluded.token, obtained_at = excluded.obtained_at`);
}

async function removeToken(database: Database, key: SessionKey, token: string): Promise<void> {
  await database.prisma.$executeRaw(sql`
    DELETE FROM crm_sessions WHERE crm = ${key.crm} AND account = ${key.account} AND token = ${token}`);
}
