import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { IntakeGate } from '../webhooks/intake-gate.ts';
import { createReceiver, type ReceiverOptions } from '../webhooks/receive-webhook.ts';
import { handleError } from './error-handler.ts';
import type { Health } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { handleNotFound } from './not-found.ts';
import { logRequests } from './request-log.ts';
import { webhookRoutes } from './webhook-routes.ts';

const MAX_BODY_BYTES = 1024 * 1024;
// A request that trickles in for longer is given up.
const REQUEST_TIMEOUT_MS = 30_000;

export interface AppOptions extends ReceiverOptions {
  readonly health: Health;
  /** Shut it and every new webhook gets 503; `app.close()` then waits for what is under way. */
  readonly gate: IntakeGate;
  readonly logger: FastifyBaseLogger;
  /** Names each request in the log and in the answer's `x-request-id`. */
  readonly newRequestId: () => string;
}

/** Builds the HTTP side of the service, ready to listen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: options.newRequestId,
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
  await app.register(webhookRoutes(createReceiver(options), options.gate));
  await app.register(healthRoutes(options.health));
  return app;
}
