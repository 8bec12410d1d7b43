import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { ServiceEvents } from '../domain/service-events.ts';
import type { RandomBytes, Tracing } from '../domain/trace.ts';
import { DeliveryUnsigned } from '../shops/receive-delivery.ts';
import type { IntakeGate } from '../webhooks/intake.ts';
import { createReceiver, type ReceiverOptions } from '../webhooks/receive-webhook.ts';
import { AdminAccess } from './admin/admin-access.ts';
import type { AdminOptions } from './admin/admin-options.ts';
import { adminRoutes } from './admin/admin-routes.ts';
import { authenticate } from './admin/authenticate.ts';
import { sessionReader } from './admin/console-session.ts';
import { tellAnswered } from './answered-webhooks.ts';
import { BodyBudget } from './body-budget.ts';
import { serializersWhenAsked } from './compile-when-asked.ts';
import { consoleRoutes } from './console/console-routes.ts';
import { errorHandler } from './error-handler.ts';
import type { Health } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { handleNotFound } from './not-found.ts';
import { noteRoutes } from './openapi/described-routes.ts';
import { serveDescription } from './openapi/openapi.ts';
import { refuseUnserved } from './refuse-unserved.ts';
import { logRequests } from './request-log.ts';
import { requestIdOf } from './request-origin.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { type Expose, serveMetrics } from './service-metrics.ts';
import { type ShopRoutesOptions, shopRoutes } from './shop-routes.ts';
import { answerUnreadable } from './unreadable-requests.ts';
import { webhookRoutes } from './webhook-routes.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const NO_SHOPS: Pick<ShopRoutesOptions, 'shops' | 'receive'> = {
  shops: new Map(),
  receive: (shop) => Promise.reject(new DeliveryUnsigned(shop.name)),
};
/** Of webhooks that are being received, whoever sends them: 64 of the largest, or some ten thousand usual ones. */
const MAX_BODIES_BYTES = 64 * MAX_BODY_BYTES;
/** An id of a shop of 255 characters, each of them encoded as an address needs it at the worst. */
const MAX_PARAMETER = 255 * 12;
// More than a shop and its proxies open; what is idle costs some kilobytes.
const MAX_CONNECTIONS = 2000;
// A request that trickles in for longer is given up.
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
// How often Node looks for such requests; the 30 s of its default would come on top of the time-out.
const CONNECTIONS_CHECK_MS = 1_000;

export interface AppOptions extends ReceiverOptions {
  readonly health: Health;
  /** Shut it and every new webhook gets 503; `app.close()` then waits for what is under way. */
  readonly gate: IntakeGate;
  readonly logger: FastifyBaseLogger;
  /** Told of answered webhooks. */
  readonly events: ServiceEvents;
  /** The state of the service, for Prometheus. */
  readonly expose: Expose;
  /** The shops that are connected directly; none unless given. */
  readonly shops?: Pick<ShopRoutesOptions, 'shops' | 'receive'>;
  /** Null = without admin routes. */
  readonly admin: AdminOptions | null;
  /** Names each request that brings no `x-request-id`, in the log and in the answer. */
  readonly newRequestId: () => string;
  /** For the sessions of the console. */
  readonly randomBytes: RandomBytes;
  readonly tracing: Tracing;
  /** How much of webhooks may be on its way in at once; 64 MiB unless given. */
  readonly maxBodiesBytes?: number;
  /** How long a request may take to come in; 30 s unless given. */
  readonly requestTimeoutMs?: number;
}

/** Builds the HTTP side of the service, ready to listen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const budget = new BodyBudget(options.maxBodiesBytes ?? MAX_BODIES_BYTES);
  const handleError = errorHandler(budget);
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const { logger: log, now, newRequestId } = options;
  const unreadable = answerUnreadable({ log, now, newRequestId });
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: ({ headers }) => requestIdOf(headers, options.newRequestId),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    requestTimeout,
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeout),
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
      requireHostHeader: false,
    },
    // The gate answers during a shutdown, as problem details and for webhooks only: health is still asked for.
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildSerializer: serializersWhenAsked() } },
    frameworkErrors: (error, request, reply) => {
      // No hook sees these.
      reply.header('x-request-id', request.id);
      return handleError(error, request, reply);
    },
    clientErrorHandler: unreadable.refuse,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.maxConnections = MAX_CONNECTIONS;
  unreadable.watch(app.server);
  app.setErrorHandler(handleError);
  handleNotFound(app);
  logRequests(app);
  tellAnswered(app, options.events, options.tracing);
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    done(null, payload);
  });
  addSecurityHeaders(app);
  refuseUnserved(app);
  const routes = noteRoutes(app);
  await app.register(
    webhookRoutes({ ...options, receive: createReceiver(options), budget, maxBodyBytes: MAX_BODY_BYTES }),
  );
  await app.register(shopRoutes({ ...options, ...(options.shops ?? NO_SHOPS), budget }));
  await app.register(healthRoutes(options.health));
  if (options.admin !== null) await serveOps(app, options.admin, options);
  serveMetrics(app, options.expose);
  serveDescription(app, routes);
  return app;
}

/** The admin API, and the console on top of it: whoever has a token, or a session that was opened with one, may use both. */
async function serveOps(app: FastifyInstance, admin: AdminOptions, options: AppOptions): Promise<void> {
  const access = new AdminAccess(admin.tokens);
  const readSession = sessionReader(admin.database, access, options.now);
  await app.register(adminRoutes(admin, (scope) => authenticate(scope, access, readSession)));
  const { health, logger, now, randomBytes } = options;
  await app.register(consoleRoutes({ admin, access, readSession, health, log: logger, now, randomBytes }));
}
