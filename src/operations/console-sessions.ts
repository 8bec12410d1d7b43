import { createHash } from 'node:crypto';
import type { Database } from '../database/client.ts';
import type { RandomBytes } from '../domain/trace.ts';

/** How long a session of the console lasts at most, however it is used: a working day. */
export const SESSION_MS = 10 * 60 * 60 * 1000;
const ID_BYTES = 32;

/** Somebody who signed in. */
export interface ConsoleSession {
  /** The name of the admin token. */
  readonly actor: string;
  /** SHA-256 of the token that it was opened with. */
  readonly tokenSha256: Uint8Array;
  readonly expiresAt: Date;
}

/** Opens a session. Returns what the cookie holds: 256 random bits, of which the database keeps the hash alone. */
export async function openSession(
  { prisma }: Database,
  session: Omit<ConsoleSession, 'expiresAt'>,
  { now, randomBytes }: { readonly now: Date; readonly randomBytes: RandomBytes },
): Promise<{ readonly id: string; readonly expiresAt: Date }> {
  const id = Buffer.from(randomBytes(ID_BYTES)).toString('base64url');
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  await prisma.consoleSession.deleteMany({ where: { expiresAt: { lte: now } } });
  const { actor, tokenSha256 } = session;
  await prisma.consoleSession.create({
    data: { idSha256: hashOf(id), actor, tokenSha256: Uint8Array.from(tokenSha256), expiresAt },
  });
  return { id, expiresAt };
}

/** The session of a cookie; null where it has ended, or never was. */
export async function findSession({ prisma }: Database, id: string, now: Date): Promise<ConsoleSession | null> {
  const session = await prisma.consoleSession.findUnique({ where: { idSha256: hashOf(id) } });
  return session !== null && session.expiresAt > now ? session : null;
}

/** Ends a session for good, whoever else holds its cookie. */
export async function endSession({ prisma }: Database, id: string): Promise<void> {
  await prisma.consoleSession.deleteMany({ where: { idSha256: hashOf(id) } });
}

/**
 * What every change that a session asks for must bring beside its cookie: a page of another origin can make a browser send the cookie, and
 * cannot read this. Made of what the cookie holds, so that it needs no place of its own.
 */
export function antiForgeryToken(id: string): string {
  return createHash('sha256').update(`anti-forgery ${id}`).digest('base64url');
}

function hashOf(id: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(id).digest());
}
