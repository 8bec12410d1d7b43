import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { KeyedRequest } from '../../operations/idempotent-answer.ts';
import { RequestInvalid } from './request-invalid.ts';

/** The header of requests that change something. */
export const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'The same request under the same key is done once and answered as the first time.' }),
  ),
});

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The request's `Idempotency-Key` with what it stands for; null for a request without one. */
export function keyedRequest(request: FastifyRequest): KeyedRequest | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !KEY.test(key)) {
    const message = 'Must be of 1 to 255 visible ASCII characters.';
    throw new RequestInvalid([{ path: '/Idempotency-Key', message }]);
  }
  const asked = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`;
  return { actor: request.actor, key, sha256: createHash('sha256').update(asked).digest() };
}
