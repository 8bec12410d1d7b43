import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { type Health, HealthReportSchema, ReadinessSchema } from './health.ts';

const TAGS = ['health'];

/** The routes for orchestrators and people: is the process alive, does it take webhooks, and how is everything around it. */
export function healthRoutes(health: Health): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    const Live = Type.Object({ status: Type.Enum(['ok']) });
    const liveness = { tags: TAGS, summary: 'Whether the process runs', response: { 200: Live } };
    app.get('/health/live', { schema: liveness }, async () => ({ status: 'ok' as const }));

    const readiness = {
      tags: TAGS,
      summary: 'Whether webhooks can be taken',
      response: { 200: ReadinessSchema, 503: ReadinessSchema },
    };
    app.get('/health/ready', { schema: readiness }, async (_request, reply) => {
      const { ok, checks } = await health.ready();
      return reply.code(ok ? 200 : 503).send({ status: ok ? 'ready' : 'unready', checks: { ...checks } });
    });

    const report = {
      tags: TAGS,
      summary: 'The database, the CRMs and the backlog',
      response: { 200: HealthReportSchema },
    };
    app.get('/health', { schema: report }, () => health.report());
  };
}
