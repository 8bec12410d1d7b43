import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../problem.ts';
import type { AdminAccess } from './admin-access.ts';
import { forged, type SessionReader } from './console-session.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the token that an admin request came with. */
    actor: string;
  }
}

const BEARER = /^Bearer +(\S+) *$/i;
/** Where a session's request brings its token against forgery. */
const ANTI_FORGERY_HEADER = 'x-csrf-token';

/**
 * Lets nobody use the routes of `app` without one of the tokens (RFC 6750) or a session of the console, and makes clients that guess wait.
 * What a session changes needs its token against forgery in `x-csrf-token` as well.
 */
export function authenticate(app: FastifyInstance, access: AdminAccess, readSession: SessionReader): void {
  app.decorateRequest('actor', '');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { authorization } = request.headers;
    const actor =
      authorization === undefined ? await actorOfSession(request, readSession) : actorOfHeader(authorization, access);
    // Behind a proxy all clients have one address: whoever has a token is not kept out by others who guess.
    if (actor !== null) {
      request.actor = actor;
      return;
    }
    const wait = access.waitSeconds(request.ip);
    if (wait !== null) {
      reply.header('retry-after', wait);
      throw new HttpError(
        429,
        'too_many_failures',
        'Too many wrong tokens came from this address; wait before the next.',
      );
    }
    // A request without a token guesses nothing.
    if (authorization !== undefined) access.recordFailure(request.ip);
    reply.header('www-authenticate', 'Bearer realm="tillbridge"');
    throw new HttpError(401, 'token_required', sentence(access));
  });
}

function sentence(access: AdminAccess): string {
  if (!access.open) return 'No admin token is configured (ADMIN_TOKENS), so nobody may use the admin routes.';
  return 'A valid token is needed: Authorization: Bearer <token>.';
}

function actorOfHeader(header: string, access: AdminAccess): string | null {
  return access.holderOf(BEARER.exec(header)?.[1] ?? '')?.actor ?? null;
}

const READING = new Set(['GET', 'HEAD']);

async function actorOfSession(request: FastifyRequest, readSession: SessionReader): Promise<string | null> {
  const session = await readSession(request);
  if (session === null) return null;
  if (!READING.has(request.method) && forged(request, session, request.headers[ANTI_FORGERY_HEADER])) {
    throw new HttpError(
      403,
      'request_forged',
      'A session of the console needs its token in x-csrf-token for a change.',
    );
  }
  return session.actor;
}
