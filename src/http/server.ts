import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { BodyBudget } from './body-budget.ts';
import { serializersWhenAsked } from './compile-when-asked.ts';
import { errorHandler } from './error-handler.ts';
import { handleNotFound } from './not-found.ts';
import { refuseUnserved } from './refuse-unserved.ts';
import { logRequests } from './request-log.ts';
import { requestIdOf } from './request-origin.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { answerUnreadable } from './unreadable-requests.ts';

/** What a body may hold, in bytes, where its route says nothing else. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** An id of a shop of 255 characters, each of them encoded as an address needs it at the worst. */
const MAX_PARAMETER = 255 * 12;
/** Of one port: more than a shop and its proxies open; what is idle costs some kilobytes. */
export const MAX_CONNECTIONS = 2000;
/** A request that trickles in for longer is given up. */
export const REQUEST_TIMEOUT_MS = 30_000;
export const HEADERS_TIMEOUT_MS = 10_000;
/** A connection on which nothing moves for longer is cut: somebody asks and does not read. The longest answer takes less to be made. */
export const STALL_TIMEOUT_MS = 300_000;
// How often Node looks for requests that trickle in; the 30 s of its default would come on top of the time-out.
const CONNECTIONS_CHECK_MS = 1_000;

export interface ServerOptions {
  readonly logger: FastifyBaseLogger;
  readonly now: () => Date;
  /** Names each request that brings no `x-request-id`, in the log and in the answer. */
  readonly newRequestId: () => string;
  /** How long a request may take to come in; 30 s unless given. */
  readonly requestTimeoutMs?: number;
  /** For how long nothing may move on a connection whose answers are on their way; 5 min unless given. */
  readonly stallTimeoutMs?: number;
}

/** A server without a route, with all that every answer of the service has: bounds, problem details, a request id, a line in the log, security headers. */
export function buildServer(options: ServerOptions, budget: BodyBudget): FastifyInstance {
  const handleError = errorHandler(budget);
  const { logger: log, now, newRequestId, requestTimeoutMs: requestTimeout = REQUEST_TIMEOUT_MS } = options;
  const unreadable = answerUnreadable({ log, now, newRequestId });
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: ({ headers }) => requestIdOf(headers, newRequestId),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    requestTimeout,
    connectionTimeout: options.stallTimeoutMs ?? STALL_TIMEOUT_MS,
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
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  unreadable.watch(app.server);
  app.setErrorHandler(handleError);
  handleNotFound(app);
  logRequests(app);
  app.decorateRequest('span', null);
  app.decorateReply('problem', null);
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    done(null, payload);
  });
  addSecurityHeaders(app);
  refuseUnserved(app);
  return app;
}
