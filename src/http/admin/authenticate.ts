import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { HttpError } from '../problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the token that an admin request came with. */
    actor: string;
  }
}

/** A person or program that may use the admin routes. */
export interface AdminToken {
  readonly name: string;
  readonly token: string;
}

const BEARER = /^Bearer +(\S+) *$/i;

/** Lets nobody use the routes of `app` without one of the tokens (RFC 6750), and makes clients that guess wait. */
export function authenticate(app: FastifyInstance, tokens: readonly AdminToken[]): void {
  const known = tokens.map(({ name, token }) => ({ name, digest: sha256(token) }));
  const limit = new FailureLimit();
  app.decorateRequest('actor', '');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { authorization } = request.headers;
    const actor = actorOf(authorization, known);
    // Behind a proxy all clients have one address: whoever has a token is not kept out by others who guess.
    if (actor !== null) {
      request.actor = actor;
      return;
    }
    const wait = limit.waitSeconds(request.ip);
    if (wait !== null) {
      reply.header('retry-after', wait);
      throw new HttpError(
        429,
        'too_many_failures',
        'Too many wrong tokens came from this address; wait before the next.',
      );
    }
    // A request without a token guesses nothing.
    if (authorization !== undefined) limit.record(request.ip);
    reply.header('www-authenticate', 'Bearer realm="tillbridge"');
    throw new HttpError(401, 'token_required', sentence(tokens.length));
  });
}

function sentence(tokens: number): string {
  if (tokens === 0) return 'No admin token is configured (ADMIN_TOKENS), so nobody may use the admin routes.';
  return 'A valid token is needed: Authorization: Bearer <token>.';
}

// Every token is compared, and by its digest, so that the time tells nothing of how much of one was right.
function actorOf(header: string | undefined, known: readonly { name: string; digest: Uint8Array }[]): string | null {
  const digest = sha256(BEARER.exec(header ?? '')?.[1] ?? '');
  let actor: string | null = null;
  for (const { name, digest: expected } of known) if (timingSafeEqual(digest, expected)) actor = name;
  return actor;
}

function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

const WINDOW_MS = 60_000;
const FAILURES = 20;
const CLIENTS = 10_000;

/** Counts wrong tokens by client address: after 20 within a minute the client has to wait. */
export class FailureLimit {
  readonly #failures = new LRUCache<string, number>({ max: CLIENTS, ttl: WINDOW_MS, noUpdateTTL: true });

  /** Seconds to wait; null = not limited. */
  waitSeconds(client: string): number | null {
    if ((this.#failures.get(client) ?? 0) < FAILURES) return null;
    return Math.max(1, Math.ceil(this.#failures.getRemainingTTL(client) / 1000));
  }

  record(client: string): void {
    this.#failures.set(client, (this.#failures.get(client) ?? 0) + 1);
  }
}
