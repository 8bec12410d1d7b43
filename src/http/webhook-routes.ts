import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { todaysReading } from '../domain/events/event-type.ts';
import { eventType, SHOP_EVENT_TYPES } from '../domain/events/event-types.ts';
import { formatTraceparent, type Tracing } from '../domain/trace.ts';
import type { IntakeGate } from '../webhooks/intake.ts';
import type { ReceiveWebhook } from '../webhooks/receive-webhook.ts';
import type { BodyBudget } from './body-budget.ts';
import { HttpError, ProblemSchema } from './problem.ts';
import { keepRawBody } from './raw-body.ts';
import { logOutcome } from './request-log.ts';
import { spanOf } from './request-origin.ts';

const Accepted = Type.Object({
  event_id: Type.String({ format: 'uuid' }),
  status: Type.Enum(['accepted', 'duplicate'], { description: 'A duplicate is a message that was accepted before.' }),
});

const SignedHeaders = Type.Object({
  'webhook-id': Type.String({ description: 'Names the message: the same one again is a duplicate.' }),
  'webhook-timestamp': Type.String({ description: 'Seconds since 1970, within 5 minutes of now.' }),
});

const DOCUMENTED = {
  tags: ['webhooks'],
  security: [{ signature: [] }],
  headers: SignedHeaders,
  response: {
    202: Accepted,
    400: ProblemSchema,
    401: ProblemSchema,
    409: ProblemSchema,
    413: ProblemSchema,
    415: ProblemSchema,
    422: ProblemSchema,
    503: ProblemSchema,
  },
};

/** What the webhook routes stand on. */
export interface WebhookRoutesOptions {
  readonly receive: ReceiveWebhook;
  readonly gate: IntakeGate;
  readonly tracing: Tracing;
  /** For the bodies that are being received. */
  readonly budget: BodyBudget;
  readonly maxBodyBytes: number;
}

/** The webhook routes: one per event type, each takes signed JSON. */
export function webhookRoutes(options: WebhookRoutesOptions): FastifyPluginAsyncTypebox {
  const { receive, gate, tracing, budget, maxBodyBytes } = options;
  return async (app) => {
    // The schemas describe: the receiver judges the very bytes, after their signature.
    app.setValidatorCompiler(() => () => true);
    app.addHook('onRequest', (_request, _reply, done) => {
      if (gate.open) done();
      else done(new HttpError(503, 'shutting_down', 'The service is shutting down; send the webhook again.'));
    });
    keepRawBody(app, budget, { maxBytes: maxBodyBytes });
    for (const type of SHOP_EVENT_TYPES) {
      const known = eventType(type);
      const schema = {
        ...DOCUMENTED,
        summary: `Takes ${type}; answers once it is committed`,
        body: todaysReading(known).schema,
      };
      app.post(`/webhooks/${known.route}`, { schema }, async (request, reply) => {
        // Without a content type and a body no parser runs.
        if (!(request.body instanceof Uint8Array)) {
          throw new HttpError(415, 'media_type_unsupported', 'The content type must be application/json.');
        }
        const { at } = spanOf(request, tracing);
        const { eventId, status } = await receive(type, request.headers, request.body, {
          requestId: request.id,
          traceparent: formatTraceparent(at),
        });
        const named = { event: eventId, type, traceId: at.traceId };
        if (status === 'accepted') logOutcome(reply, { ...named, status: 'pending' }, 'event accepted');
        else logOutcome(reply, named, 'webhook known already');
        reply.code(202);
        return { event_id: eventId, status };
      });
    }
  };
}
