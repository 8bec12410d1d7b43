import { createHash } from 'node:crypto';
import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { EVENT_STATUSES } from '../domain/events/status.ts';

type Statements = Pick<Database['prisma'], '$queryRaw' | '$executeRaw'>;

const readAmendable = rowsBy(
  Type.Object({
    id: Column.text,
    type: Column.text,
    crm: Column.text,
    body: Column.bytes,
    reading: Column.number,
    status: Type.Enum([...EVENT_STATUSES]),
    wasDone: Column.boolean,
  }),
);

/** An event whose payload may be amended, and which nobody else changes until the transaction has ended. */
export type AmendableEvent = Awaited<ReturnType<typeof readAmendable>>[number];

/** Locks an event and tells what its payload is now. Null = no such event. */
export async function lockEvent(prisma: Statements, id: string): Promise<AmendableEvent | null> {
  const rows = await readAmendable(
    prisma,
    sql`
    SELECT id, type, crm, body, reading, status::text AS status, done_at IS NOT NULL AS "wasDone"
    FROM events WHERE id = ${id}::uuid FOR UPDATE`,
  );
  return rows[0] ?? null;
}

/** Another payload for an event, as it was judged, who gives it, and why. */
export interface Amendment {
  readonly body: Uint8Array;
  readonly contentSha256: Uint8Array;
  readonly reading: number;
  readonly keys: readonly string[];
  readonly actor: string;
  readonly reason: string;
}

/**
 * Gives an event another payload, to be asked while it is locked and dead. The first one is kept beside it, whatever comes after. What the
 * journal says of the payload before does not hold any more: its look-ups are made anew, and what it may have written is put right. The
 * event's place in the order of arrival stays.
 */
export async function amend(prisma: Statements, id: string, amendment: Amendment): Promise<void> {
  const { body, contentSha256, reading, keys, actor, reason } = amendment;
  await prisma.$executeRaw(sql`
    INSERT INTO amended_payloads (event_id, body, content_sha256, actor, reason)
    SELECT id, body, content_sha256, ${actor}, ${reason} FROM events WHERE id = ${id}::uuid
    ON CONFLICT (event_id) DO UPDATE SET at = now(), actor = excluded.actor, reason = excluded.reason`);
  await prisma.$executeRaw(sql`
    UPDATE events
    SET body = ${body}, body_sha256 = ${sha256(body)}, content_sha256 = ${contentSha256}, reading = ${reading},
        keys = ${[...keys]}::text[], mode = 'resume', warnings = '{}', notes = '{}'
    WHERE id = ${id}::uuid`);
  await prisma.$executeRaw(sql`
    UPDATE steps SET doubt = 'superseded', warnings = '[]' WHERE event_id = ${id}::uuid`);
}

/** The hash of a body, as it stands beside it. */
export function sha256(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(body).digest());
}
