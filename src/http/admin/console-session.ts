import { timingSafeEqual } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../../database/client.ts';
import { antiForgeryToken, findSession } from '../../operations/console-sessions.ts';
import type { AdminAccess } from './admin-access.ts';

const COOKIE = 'tillbridge_session';

/** A session of the console that a request brought. */
export interface SignedIn {
  /** What the cookie holds. */
  readonly id: string;
  /** The name of the admin token. */
  readonly actor: string;
  /** What each form and each change brings beside the cookie. */
  readonly antiForgery: string;
}

/** The session of a request; null where it brings none that still is. */
export type SessionReader = (request: FastifyRequest) => Promise<SignedIn | null>;

/** Reads sessions: one ends with its time, with the sign-out, and when its token is no longer among those configured. */
export function sessionReader(database: Database, access: AdminAccess, now: () => Date): SessionReader {
  return async (request) => {
    const id = parseCookie(request.headers.cookie ?? '')[COOKIE];
    if (id === undefined || id === '') return null;
    const session = await findSession(database, id, now());
    if (session === null || access.holderBy(session.tokenSha256)?.actor !== session.actor) return null;
    return { id, actor: session.actor, antiForgery: antiForgeryToken(id) };
  };
}

/**
 * Whether a change was not asked for by a page of ours: the token that only such a page can read is missing or another one, or the browser
 * says that another site sent the request (`Sec-Fetch-Site`).
 */
export function forged(request: FastifyRequest, session: SignedIn, token: unknown): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (typeof token !== 'string') return true;
  const [brought, expected] = [Buffer.from(token), Buffer.from(session.antiForgery)];
  return brought.length !== expected.length || !timingSafeEqual(brought, expected);
}

/** Gives a browser its session, or takes it away where `id` is null. No script can read it, and no other site's page send it. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  session: { readonly id: string; readonly expiresAt: Date } | null,
): void {
  const cookie = stringifySetCookie({
    name: COOKIE,
    value: session?.id ?? '',
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: cameByTls(request),
    ...(session === null ? { maxAge: 0 } : { expires: session.expiresAt }),
  });
  reply.header('set-cookie', cookie);
}

// Behind a proxy that ends TLS only its header tells; a browser that is told wrong refuses the cookie of its own page, nobody else's.
function cameByTls({ headers, protocol }: FastifyRequest): boolean {
  const forwarded = headers['x-forwarded-proto'];
  return protocol === 'https' || (typeof forwarded === 'string' && forwarded.split(',')[0]?.trim() === 'https');
}
