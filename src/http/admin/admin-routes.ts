import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { AdminOptions } from './admin-options.ts';
import { amendRoutes } from './amend-routes.ts';
import { connectedShopRoutes } from './connected-shop-routes.ts';
import { crmRoutes } from './crm-routes.ts';
import { customerRoutes } from './customer-routes.ts';
import { decisionRoutes } from './decision-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { importRoutes } from './import-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import { validateStrictly } from './request-invalid.ts';
import { retentionRoutes } from './retention-routes.ts';
import { takeJsonBodies } from './take-json-bodies.ts';

/** The routes for ops. `identify` lets in who may use them, and names who that is. */
export function adminRoutes(options: AdminOptions, identify: (app: FastifyInstance) => void): FastifyPluginAsync {
  return async (app) => {
    identify(app);
    validateStrictly(app);
    takeJsonBodies(app);
    await app.register(eventRoutes(options));
    await app.register(decisionRoutes(options));
    await app.register(amendRoutes(options));
    await app.register(replayRoutes(options));
    await app.register(customerRoutes(options));
    await app.register(retentionRoutes(options));
    await app.register(recordRoutes(options));
    await app.register(importRoutes(options));
    await app.register(connectedShopRoutes(options));
    await app.register(crmRoutes(options));
  };
}
