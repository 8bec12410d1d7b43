import type { FastifyInstance } from 'fastify';
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
import { consoleRoutes } from './console/console-routes.ts';
import type { Health } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { type DescribedRoute, noteRoutes } from './openapi/described-routes.ts';
import { serveDescription } from './openapi/openapi.ts';
import { buildServer, MAX_BODY_BYTES, type ServerOptions } from './server.ts';
import { type Expose, serveMetrics } from './service-metrics.ts';
import { type ShopRoutesOptions, shopRoutes } from './shop-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

const NO_SHOPS: Pick<ShopRoutesOptions, 'shops' | 'receive'> = {
  shops: new Map(),
  receive: (shop) => Promise.reject(new DeliveryUnsigned(shop.name)),
};
/** Of webhooks that are being received, whoever sends them: 64 of the largest, or some ten thousand usual ones. */
export const MAX_BODIES_BYTES = 64 * MAX_BODY_BYTES;

export interface AppOptions extends ReceiverOptions, ServerOptions {
  /** Of this release, for the description of the API. */
  readonly version: string;
  readonly health: Health;
  /** Shut it and every new webhook gets 503; closing the apps then waits for what is under way. */
  readonly gate: IntakeGate;
  /** Told of answered webhooks. */
  readonly events: ServiceEvents;
  /** The state of the service, for Prometheus. */
  readonly expose: Expose;
  /** The shops that are connected directly; none unless given. */
  readonly shops?: Pick<ShopRoutesOptions, 'shops' | 'receive'>;
  /** Null = without admin routes. */
  readonly admin: AdminOptions | null;
  /** Ops have an app of their own, and the one for the shops has nothing but webhooks and health. */
  readonly opsApart?: boolean;
  /** For the sessions of the console. */
  readonly randomBytes: RandomBytes;
  readonly tracing: Tracing;
  /** How much of webhooks may be on its way in at once; 64 MiB unless given. */
  readonly maxBodiesBytes?: number;
}

/** The HTTP side of the service, ready to listen. */
export interface Apps {
  /** Takes the webhooks; has all the rest too where `adminApp` is null. */
  readonly app: FastifyInstance;
  /** Has the admin routes, the console, the metrics, the documentation, and the health once more. */
  readonly adminApp: FastifyInstance | null;
}

/** Builds the HTTP side of the service. */
export async function buildApps(options: AppOptions): Promise<Apps> {
  const budget = new BodyBudget(options.maxBodiesBytes ?? MAX_BODIES_BYTES);
  const routes: DescribedRoute[] = [];
  const app = buildServer(options, budget);
  const adminApp = options.opsApart === true ? buildServer(options, budget) : null;
  noteRoutes(app, routes);
  await serveShops(app, options, budget);
  await app.register(healthRoutes(options.health));
  if (adminApp !== null) {
    noteRoutes(adminApp, routes);
    await adminApp.register(healthRoutes(options.health));
  }
  await serveOps(adminApp ?? app, options, routes);
  return { app, adminApp };
}

/** What shops post. */
async function serveShops(app: FastifyInstance, options: AppOptions, budget: BodyBudget): Promise<void> {
  tellAnswered(app, options.events, options.tracing);
  await app.register(
    webhookRoutes({ ...options, receive: createReceiver(options), budget, maxBodyBytes: MAX_BODY_BYTES }),
  );
  await app.register(shopRoutes({ ...options, ...(options.shops ?? NO_SHOPS), budget }));
}

/** What people and monitoring ask: the admin API and the console on top of it, the metrics, and what there is at all. */
async function serveOps(app: FastifyInstance, options: AppOptions, routes: readonly DescribedRoute[]): Promise<void> {
  if (options.admin !== null) await serveAdmin(app, options.admin, options);
  serveMetrics(app, options.expose);
  serveDescription(app, routes, options.version);
}

/** Whoever has a token, or a session that was opened with one, may use both the admin API and the console. */
async function serveAdmin(app: FastifyInstance, admin: AdminOptions, options: AppOptions): Promise<void> {
  const access = new AdminAccess(admin.tokens);
  const readSession = sessionReader(admin.database, access, options.now);
  await app.register(adminRoutes(admin, (scope) => authenticate(scope, access, readSession)));
  const { health, logger, now, randomBytes } = options;
  await app.register(consoleRoutes({ admin, access, readSession, health, log: logger, now, randomBytes }));
}
