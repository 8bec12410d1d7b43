import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { RandomBytes } from '../domain/trace.ts';
import type { IntakeGate } from '../webhooks/intake-gate.ts';
import { createReceiver, type ReceiverOptions } from '../webhooks/receive-webhook.ts';
import type { AdminOptions } from './admin/admin-options.ts';
import { adminRoutes } from './admin/admin-routes.ts';
import { handleError } from './error-handler.ts';
import type { Health } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { handleNotFound } from './not-found.ts';
import { describeRoutes, serveDescription } from './openapi/openapi.ts';
import { logRequests } from './request-log.ts';
import { requestIdOf } from './request-origin.ts';
import { type HttpMetrics, serveMetrics } from './service-metrics.ts';
import { webhookRoutes } from './webhook-routes.ts';

const MAX_BODY_BYTES = 1024 * 1024;
// A request that trickles in for longer is given up.
const REQUEST_TIMEOUT_MS = 30_000;

export interface AppOptions extends ReceiverOptions {
  readonly health: Health;
  /** Shut it and every new webhook gets 503; `app.close()` then waits for what is under way. */
  readonly gate: IntakeGate;
  readonly logger: FastifyBaseLogger;
  readonly metrics: HttpMetrics;
  /** Null = without admin routes. */
  readonly admin: AdminOptions | null;
  /** Names each request that brings no `x-request-id`, in the log and in the answer. */
  readonly newRequestId: () => string;
  /** For the trace of a webhook that brings none. */
  readonly randomBytes: RandomBytes;
}

/** Builds the HTTP side of the service, ready to listen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: ({ headers }) => requestIdOf(headers, options.newRequestId),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // The gate answers during a shutdown, as problem details and for webhooks only: health is still asked for.
    return503OnClosing: false,
    frameworkErrors: handleError,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler(handleError);
  handleNotFound(app);
  logRequests(app);
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  await app.register(helmet);
  await describeRoutes(app);
  await app.register(webhookRoutes({ ...options, receive: createReceiver(options) }));
  await app.register(healthRoutes(options.health));
  if (options.admin !== null) await app.register(adminRoutes(options.admin));
  serveMetrics(app, options.metrics);
  await serveDescription(app);
  return app;
}
