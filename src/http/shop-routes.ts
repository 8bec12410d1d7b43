import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { DELIVERY } from '../domain/events/delivery.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import { formatTraceparent, type Tracing } from '../domain/trace.ts';
import type { ReceiveDelivery } from '../shops/receive-delivery.ts';
import type { Shop } from '../shops/shop.ts';
import type { IntakeGate } from '../webhooks/intake.ts';
import type { BodyBudget } from './body-budget.ts';
import { HttpError, ProblemSchema } from './problem.ts';
import { keepRawBody } from './raw-body.ts';
import { logOutcome } from './request-log.ts';
import { spanOf } from './request-origin.ts';

const MAX_DELIVERY_BYTES = 4 * 1024 * 1024;

const Taken = Type.Union([
  Type.Object({
    event_id: Type.String({ format: 'uuid' }),
    status: Type.Enum(['accepted', 'duplicate'], { description: 'A duplicate was accepted before.' }),
  }),
  Type.Object({ status: Type.Literal('ignored'), reason: Type.String() }),
]);

/** What the route of the shops stands on. */
export interface ShopRoutesOptions {
  readonly shops: ReadonlyMap<string, Shop>;
  readonly receive: ReceiveDelivery;
  readonly gate: IntakeGate;
  readonly tracing: Tracing;
  readonly budget: BodyBudget;
  readonly events: ServiceEvents;
}

/** `POST /webhooks/shops/:shop`: what the platform of a connected shop posts, as it posts it. */
export function shopRoutes(options: ShopRoutesOptions): FastifyPluginAsyncTypebox {
  const { shops, receive, gate, tracing, budget, events } = options;
  return async (app) => {
    app.setValidatorCompiler(() => () => true);
    app.addHook('onRequest', ({ params }, _reply, done) => {
      if (!gate.open)
        done(new HttpError(503, 'shutting_down', 'The service is shutting down; send the webhook again.'));
      else if (shops.has(nameIn(params))) done();
      else done(new HttpError(404, 'shop_unknown', 'There is no such shop in SHOPS_FILE.'));
    });
    keepRawBody(app, budget, { maxBytes: MAX_DELIVERY_BYTES, types: '*' });
    const schema = {
      tags: ['webhooks'],
      summary: 'Takes what the platform of a connected shop posts; answers once it is committed',
      params: Type.Object({ shop: Type.String({ description: 'Its name in SHOPS_FILE.' }) }),
      response: {
        200: Taken,
        400: ProblemSchema,
        401: ProblemSchema,
        404: ProblemSchema,
        413: ProblemSchema,
        415: ProblemSchema,
        503: ProblemSchema,
      },
    };
    app.post('/webhooks/shops/:shop', { schema, bodyLimit: MAX_DELIVERY_BYTES }, async (request, reply) => {
      const shop = shops.get(nameIn(request.params));
      if (shop === undefined) throw new HttpError(404, 'shop_unknown', 'There is no such shop in SHOPS_FILE.');
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const { at } = spanOf(request, tracing);
      const received = await receive(
        shop,
        { headers: request.headers, body },
        { requestId: request.id, traceparent: formatTraceparent(at) },
      );
      if (received.status === 'ignored') {
        events.emit('deliveryIgnored', { shop: shop.name, reason: received.reason });
        return received;
      }
      const { eventId, status, topic } = received;
      const named = { event: eventId, type: DELIVERY, shop: shop.name, topic, traceId: at.traceId };
      if (status === 'accepted') logOutcome(reply, { ...named, status: 'pending' }, 'event accepted');
      else logOutcome(reply, named, 'webhook known already');
      return { event_id: eventId, status };
    });
  };
}

function nameIn(params: unknown): string {
  const name = typeof params === 'object' && params !== null ? Reflect.get(params, 'shop') : null;
  return typeof name === 'string' ? name : '';
}
