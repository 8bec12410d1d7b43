import type { FastifyInstance } from 'fastify';
import Type from 'typebox';

/** The state of the service in Prometheus' text format. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** One answered webhook. `route`: the last part of its address, or `other` where there is no such route. */
export interface AnsweredWebhook {
  readonly route: string;
  /** HTTP status. */
  readonly status: number;
  readonly durationMs: number;
}

/** What the HTTP side tells the metrics, and asks of them. */
export interface HttpMetrics {
  onWebhook(webhook: AnsweredWebhook): void;
  /** Never rejects for the sake of what the service depends on. */
  expose(): Promise<Exposition>;
}

const WEBHOOKS = '/webhooks/';

/** Tells of each answered webhook, whatever became of it, and serves `GET /metrics`. */
export function serveMetrics(app: FastifyInstance, metrics: HttpMetrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const known = request.routeOptions.url;
    if (!(known ?? request.url).startsWith(WEBHOOKS)) return;
    const route = known?.slice(WEBHOOKS.length) ?? 'other';
    metrics.onWebhook({ route, status: reply.statusCode, durationMs: reply.elapsedTime });
  });
  const schema = {
    tags: ['health'],
    summary: 'The metrics, for Prometheus',
    response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
  };
  app.get('/metrics', { schema }, async (_request, reply) => {
    const { contentType, text } = await metrics.expose();
    return reply.type(contentType).header('cache-control', 'no-store').send(text);
  });
}
