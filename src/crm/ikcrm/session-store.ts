import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import type { SessionSeal } from './session-seal.ts';

const readSessions = rowsBy(
  Type.Object({
    plain: Column.optionalText,
    fresh: Column.boolean,
    sealed: Type.Union([Column.bytes, Type.Null()]),
  }),
);

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

/** As a row says it. */
interface Stored {
  /** Of a release that does not seal, which runs or ran beside this one. */
  readonly plain: string | null;
  /** It was put there while an upgrade may still be under way. */
  readonly fresh: boolean;
  readonly sealed: Uint8Array | null;
}

/**
 * The sessions of `crm` in the database, sealed; `account` names one of them.
 *
 * A release before sealing keeps its token in the open, in a table of its own. While it runs beside this one both use the token that it
 * has put there, since each login of one would end the session of the other. Ten minutes after that login the token counts as none:
 * the next login takes it away, and a replica of the older release that still runs logs in once more.
 */
export function createSessionStore(database: Database, key: SessionKey, seal: SessionSeal): SessionStore {
  return {
    async read() {
      const { plain, fresh, sealed } = await readStored(database, key);
      if (plain !== null) return fresh ? plain : null;
      return sealed === null ? null : await seal.open(sealed);
    },
    async put(token) {
      await putSealed(database, key, await seal.seal(token));
    },
    async remove(token) {
      await removePlain(database, key, token);
      const { sealed } = await readStored(database, key);
      if (sealed !== null && (await seal.open(sealed)) === token) await removeSealed(database, key, sealed);
    },
    // The account is no part of the lock's name, which stands in errors.
    alone: (holdMs, signal, work) => database.locks.hold(`${key.crm} login`, { waitMs: holdMs, holdMs, signal }, work),
  };
}

async function readStored(database: Database, { crm, account }: SessionKey): Promise<Stored> {
  const rows = await readSessions(
    database.prisma,
    sql`
    SELECT p.token AS plain, COALESCE(p.obtained_at > now() - interval '10 minutes', false) AS fresh, s.sealed
    FROM (SELECT ${crm}::text AS crm, ${account}::text AS account) k
    LEFT JOIN crm_sessions p USING (crm, account)
    LEFT JOIN crm_sealed_sessions s USING (crm, account)`,
  );
  return rows[0] ?? { plain: null, fresh: false, sealed: null };
}

async function putSealed(database: Database, { crm, account }: SessionKey, sealed: Uint8Array): Promise<void> {
  await database.prisma.$executeRaw(sql`
    WITH plain AS (DELETE FROM crm_sessions WHERE crm = ${crm} AND account = ${account})
    INSERT INTO crm_sealed_sessions (crm, account, sealed, obtained_at) VALUES (${crm}, ${account}, ${sealed}, now())
    ON CONFLICT (crm, account) DO UPDATE SET sealed = excluded.sealed, obtained_at = excluded.obtained_at`);
}

async function removePlain(database: Database, { crm, account }: SessionKey, token: string): Promise<void> {
  await database.prisma.crmSession.deleteMany({ where: { crm, account, token } });
}

async function removeSealed(database: Database, { crm, account }: SessionKey, sealed: Uint8Array): Promise<void> {
  await database.prisma.sealedSession.deleteMany({ where: { crm, account, sealed: new Uint8Array(sealed) } });
}
