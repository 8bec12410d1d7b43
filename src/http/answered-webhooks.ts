import type { FastifyInstance } from 'fastify';
import type { AnsweredWebhook, ServiceEvents } from '../domain/service-events.ts';
import type { Tracing } from '../domain/trace.ts';
import type { Outcome } from './request-log.ts';
import { spanOf } from './request-origin.ts';

const WEBHOOKS = '/webhooks/';

/** Tells of each answered webhook, whatever became of it. Called before there are routes. */
export function tellAnswered(app: FastifyInstance, events: ServiceEvents, tracing: Tracing): void {
  app.addHook('onResponse', (request, reply, done) => {
    const known = request.routeOptions.url;
    if ((known ?? request.url).startsWith(WEBHOOKS)) {
      events.emit('webhookAnswered', {
        route: known?.slice(WEBHOOKS.length) ?? 'other',
        status: reply.statusCode,
        durationMs: reply.elapsedTime,
        span: spanOf(request, tracing),
        event: eventOf(request.outcome),
        problem: reply.problem,
      });
    }
    done();
  });
}

function eventOf(outcome: Outcome | null): AnsweredWebhook['event'] {
  const { event: id, type } = outcome ?? {};
  return id === undefined || type === undefined ? null : { id, type };
}
