import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './problem.ts';

/**
 * Refuses requests that HTTP/1.1 has a server refuse whatever they are for (RFC 9110 and 9112), and that Node would answer without a
 * word: the server must be made with `requireHostHeader: false`. The connection ends with the answer.
 */
export function refuseUnserved(app: FastifyInstance): void {
  const expecting = new WeakSet<IncomingMessage>();
  // Comes instead of `request` where the sender expects anything else than 100-continue.
  app.server.on('checkExpectation', (request, response) => {
    expecting.add(request);
    app.server.emit('request', request, response);
  });
  app.addHook('onRequest', async ({ raw }, reply) => {
    const error = expecting.has(raw)
      ? new HttpError(417, 'expectation_unknown', 'Of what a request may expect only 100-continue is known here.')
      : faultOf(raw);
    if (error === null) return;
    reply.header('connection', 'close');
    throw error;
  });
}

function faultOf({ httpVersion, headers, headersDistinct }: IncomingMessage): HttpError | null {
  if (httpVersion === '1.1' && headersDistinct.host?.length !== 1) {
    return new HttpError(400, 'host_required', 'The request must have one Host header.');
  }
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') {
    return new HttpError(501, 'transfer_encoding_unsupported', 'Of transfer codings only chunked is known here.');
  }
  return null;
}
