import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Exposition, ServiceEvents } from '../domain/service-events.ts';

/** Gives the state of the service. Never rejects for the sake of what the service depends on. */
export type Expose = () => Promise<Exposition>;

const WEBHOOKS = '/webhooks/';

/** Tells of each answered webhook, whatever became of it. */
export function countWebhooks(app: FastifyInstance, events: ServiceEvents): void {
  app.addHook('onResponse', (request, reply, done) => {
    const known = request.routeOptions.url;
    if ((known ?? request.url).startsWith(WEBHOOKS)) {
      const route = known?.slice(WEBHOOKS.length) ?? 'other';
      events.emit('webhookAnswered', { route, status: reply.statusCode, durationMs: reply.elapsedTime });
    }
    done();
  });
}

/** Serves `GET /metrics`. */
export function serveMetrics(app: FastifyInstance, expose: Expose): void {
  const schema = {
    tags: ['health'],
    summary: 'The metrics, for Prometheus',
    response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
  };
  app.get('/metrics', { schema }, async (_request, reply) => {
    const { contentType, text } = await expose();
    return reply.type(contentType).header('cache-control', 'no-store').send(text);
  });
}
