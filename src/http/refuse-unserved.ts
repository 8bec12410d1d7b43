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
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const error = expecting.has(raw)
      ? new HttpError(417, 'expectation_unknown', 'Of what a request may expect only 100-continue is known here.')
      : faultOf(raw);
    if (error === null) return done();
    reply.header('connection', 'close');
    // What Node's parser finds wrong in the rest of what came with it is said first.
    setImmediate(done, error);
  });
}

function faultOf({ httpVersion, headers, rawHeaders }: IncomingMessage): HttpError | null {
  if (httpVersion === '1.1' && countHosts(rawHeaders) !== 1) {
    return new HttpError(400, 'host_required', 'The request must have one Host header.');
  }
  const coding = headers['transfer-encoding'];
  // HTTP/1.0 knows none: a proxy that speaks it sees another end of the body.
  if (coding !== undefined && (httpVersion === '1.0' || coding.trim().toLowerCase() !== 'chunked')) {
    const detail = 'Of transfer codings only chunked is known here, and in HTTP/1.1.';
    return new HttpError(501, 'transfer_encoding_unsupported', detail);
  }
  return null;
}

/** `rawHeaders`: names and values in turn, as they were sent. Node's own list of each name's values is made anew for every request. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === HOST.length && name.toLowerCase() === HOST) hosts += 1;
  }
  return hosts;
}

const HOST = 'host';
