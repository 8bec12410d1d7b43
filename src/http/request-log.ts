import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What came of it, for the line that the log has of it. */
    outcome: RequestOutcome | null;
  }
}

/** What came of a request beside its answer: the log's message, and what it is about. No personal data and no secrets. */
export interface RequestOutcome {
  readonly message: string;
  readonly of: Readonly<Record<string, string>>;
}

/** Logs each answered request in one line: no query, no headers and no body, which hold personal data and signatures. */
export function logRequests(app: FastifyInstance): void {
  // These lines hold nothing but what is named here: looking through them for secrets would cost four times as much as writing them.
  const log: FastifyBaseLogger = app.log.child({}, { redact: [] });
  app.decorateRequest('outcome', null);
  app.addHook('onResponse', (request, reply, done) => {
    log.info(lineOf(request, reply.statusCode, reply.elapsedTime), request.outcome?.message ?? 'request answered');
    done();
  });
}

function lineOf(request: FastifyRequest, status: number, elapsedMs: number) {
  return {
    requestId: request.id,
    ...request.outcome?.of,
    method: request.method,
    route: request.routeOptions.url ?? null,
    status,
    durationMs: Math.round(elapsedMs),
  };
}
