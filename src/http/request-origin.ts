import type { IncomingHttpHeaders } from 'node:http';
import { newTrace, parseTraceparent, type RandomBytes, type Trace } from '../domain/trace.ts';

// Whatever else a sender writes there, log lines and the headers of later calls stay well-formed.
const SANE_REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The sender's own `x-request-id` where it is one, of at most 128 visible ASCII characters; else one of ours. */
export function requestIdOf(headers: IncomingHttpHeaders, newRequestId: () => string): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SANE_REQUEST_ID.test(sent) ? sent : newRequestId();
}

/** The trace that the sender is in, or a new one. */
export function traceOf(headers: IncomingHttpHeaders, randomBytes: RandomBytes): Trace {
  return parseTraceparent(headers.traceparent) ?? newTrace(randomBytes);
}
