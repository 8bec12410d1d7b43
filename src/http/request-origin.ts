import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { parseTraceparent, type Span, type Tracing } from '../domain/trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where it stands in a trace, once somebody asked. */
    span: Span | null;
  }
}

// Whatever else a sender writes there, log lines and the headers of later calls stay well-formed.
const SANE_REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The sender's own `x-request-id` where it is one, of at most 128 visible ASCII characters; else one of ours. */
export function requestIdOf(headers: IncomingHttpHeaders, newRequestId: () => string): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SANE_REQUEST_ID.test(sent) ? sent : newRequestId();
}

/** Where a request stands in the trace of its sender, or in a new one; the same however often it is asked for. */
export function spanOf(request: FastifyRequest, tracing: Tracing): Span {
  request.span ??= tracing.enter(parseTraceparent(request.headers.traceparent));
  return request.span;
}
