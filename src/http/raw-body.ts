import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { BodyBudget } from './body-budget.ts';
import { HttpError } from './problem.ts';
import { refuseCodedBodies } from './refuse-coded-bodies.ts';

const MIB = 1024 * 1024;
const JSON_TYPE = /^application\/(?:[\w.!#$&^+-]+\+)?json\s*(?:;|$)/i;

/**
 * Hands JSON bodies over as the bytes that were received, since a signature is over exactly these; of other types where `types` says so. Nothing else is taken. What is
 * received counts in the budget until the body is whole, when its signature is checked, or has broken off; beyond it webhooks are
 * turned away.
 */
export function keepRawBody(
  app: FastifyInstance,
  budget: BodyBudget,
  { maxBytes, types = JSON_TYPE }: { readonly maxBytes: number; readonly types?: RegExp | '*' },
): void {
  app.addHook('onRequest', (_request, _reply, done) => {
    if (budget.full) done(overloaded());
    else done();
  });
  refuseCodedBodies(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(types, ({ raw }: { readonly raw: IncomingMessage }, _payload, done) => {
    if (Number(raw.headers['content-length'] ?? 0) > maxBytes) done(tooLarge(maxBytes));
    else receive(raw, budget, maxBytes, done);
  });
}

/** Told once what came of a body. */
type Received = (error: Error | null, body?: Buffer) => void;

function receive(request: IncomingMessage, budget: BodyBudget, maxBytes: number, done: Received): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let isOver = false;
  request.on('data', take);
  request.once('end', () => over(null, join(chunks, size)));
  request.once('error', (error) => over(error));
  // Comes after the end as well as instead of it.
  request.once('close', () => {
    budget.give(size);
    size = 0;
    over(new Error('The request broke off.'));
  });

  function take(chunk: Buffer): void {
    const error = size + chunk.length > maxBytes ? tooLarge(maxBytes) : budget.take(chunk.length) ? null : overloaded();
    if (error === null) {
      chunks.push(chunk);
      size += chunk.length;
      return;
    }
    request.off('data', take);
    budget.give(size);
    size = 0;
    over(error);
  }

  function over(error: Error | null, body?: Buffer): void {
    chunks = [];
    if (isOver) return;
    isOver = true;
    done(error, body);
  }
}

// Nearly every body comes in one piece.
function join(chunks: readonly Buffer[], size: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size);
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, 'body_too_large', `The body is larger than ${maxBytes / MIB} MiB.`);
}

function overloaded(): HttpError {
  return new HttpError(503, 'intake_overloaded', 'Too much is being received at once; send the webhook again.');
}
