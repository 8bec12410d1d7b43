import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** For lines that hold nothing but what is named where they are written: no secrets are looked for in them. */
    readonly namedFieldsLog: FastifyBaseLogger;
  }
  interface FastifyRequest {
    /** What came of it, where its answer has a line of its own in the log. */
    outcome: Outcome | null;
  }
}

/** What came of a request, by the name of each field. No personal data and no secrets. */
export type Outcome = Readonly<Record<string, string>>;

/** Logs each answered request in one line: no query, no headers and no body, which hold personal data and signatures. */
export function logRequests(app: FastifyInstance): void {
  // Looking through these lines for secrets would cost four times as much as writing them.
  app.decorate('namedFieldsLog', app.log.child({}, { redact: [] }));
  app.decorateRequest('outcome', null);
  app.addHook('onResponse', (request, reply, done) => {
    if (request.outcome === null) {
      const { method } = request;
      write(reply, { method }, { status: reply.statusCode }, 'request answered');
    }
    done();
  });
}

/** Logs what came of a request at once, as its one line. */
export function logOutcome(reply: FastifyReply, outcome: Outcome, message: string): void {
  reply.request.outcome = outcome;
  write(reply, outcome, {}, message);
}

function write(
  { server, request, elapsedTime }: FastifyReply,
  outcome: Outcome,
  answer: object,
  message: string,
): void {
  const route = request.routeOptions.url ?? null;
  const durationMs = Math.round(elapsedTime);
  server.namedFieldsLog.info({ requestId: request.id, ...outcome, route, ...answer, durationMs }, message);
}
