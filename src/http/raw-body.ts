import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { BodyBudget } from './body-budget.ts';
import { HttpError } from './problem.ts';
import { refuseCodedBodies } from './refuse-coded-bodies.ts';

const JSON_TYPE = /^application\/(?:[\w.!#$&^+-]+\+)?json\s*(?:;|$)/i;

/**
 * Hands JSON bodies over as the bytes that were received, since a signature is over exactly these. Nothing else is taken. What is
 * received counts in the budget until the body is whole, when its signature is checked, or has broken off; beyond it webhooks are
 * turned away.
 */
export function keepRawBody(app: FastifyInstance, budget: BodyBudget, maxBytes: number): void {
  app.addHook('onRequest', async () => {
    if (budget.full) throw overloaded();
  });
  refuseCodedBodies(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(JSON_TYPE, async ({ raw }: { readonly raw: IncomingMessage }) => {
    if (Number(raw.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    return await receive(raw, budget, maxBytes);
  });
}

function receive(request: IncomingMessage, budget: BodyBudget, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks, size)));
    request.once('error', reject);
    // Comes after the end as well as instead of it.
    request.once('close', () => {
      budget.give(size);
      size = 0;
      reject(new Error('The request broke off.'));
    });

    function take(chunk: Buffer): void {
      const error = size + chunk.length > maxBytes ? tooLarge() : budget.take(chunk.length) ? null : overloaded();
      if (error === null) {
        chunks.push(chunk);
        size += chunk.length;
        return;
      }
      request.off('data', take);
      chunks = [];
      budget.give(size);
      size = 0;
      reject(error);
    }
  });
}

function tooLarge(): HttpError {
  return new HttpError(413, 'body_too_large', 'The body is larger than 1 MiB.');
}

function overloaded(): HttpError {
  return new HttpError(503, 'intake_overloaded', 'Too much is being received at once; send the webhook again.');
}
