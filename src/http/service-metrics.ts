import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Exposition } from '../domain/service-events.ts';

/** Gives the state of the service. Never rejects for the sake of what the service depends on. */
export type Expose = () => Promise<Exposition>;

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
