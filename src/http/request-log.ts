import type { FastifyInstance } from 'fastify';

/** Logs each answered request in one line: no query, no headers and no body, which hold personal data and signatures. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const durationMs = Math.round(reply.elapsedTime);
    request.log.info(
      { method, route: routeOptions.url ?? null, status: reply.statusCode, durationMs },
      'request answered',
    );
  });
}
