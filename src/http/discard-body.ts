import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { BodyBudget } from './body-budget.ts';

// What a connection has on its way to be thrown away.
const CHUNK_BYTES = 64 * 1024;
// Beyond this the connection is simply cut.
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * Reads what is left of a body and throws it away. Many clients send all of it before they read an answer, and would see a
 * broken connection instead of the answer. The server's request timeout bounds how long this can take, and the budget how many
 * at once: beyond it the answer does not wait.
 */
export async function discardBody(request: IncomingMessage, budget: BodyBudget): Promise<void> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_DISCARDED_BYTES || !budget.take(CHUNK_BYTES)) return;
  let discarded = 0;
  request.on('data', (chunk: Uint8Array) => {
    discarded += chunk.byteLength;
    if (discarded > MAX_DISCARDED_BYTES) request.destroy();
  });
  // A sender that hangs up is not waiting for the answer either.
  await finished(request, { writable: false }).catch(() => undefined);
  budget.give(CHUNK_BYTES);
}
