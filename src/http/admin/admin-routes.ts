import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../../database/client.ts';
import type { Planner } from '../../workflows/workflows.ts';
import { type AdminToken, authenticate } from './authenticate.ts';
import { decisionRoutes } from './decision-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import { validateStrictly } from './request-invalid.ts';
import { takeEmptyBodies } from './take-empty-bodies.ts';

/** What the admin routes stand on. */
export interface AdminOptions {
  readonly database: Database;
  readonly planner: Planner;
  readonly tokens: readonly AdminToken[];
  /** Makes the UUID of a bulk replay. */
  readonly newId: () => string;
  /** Events were put back in line: how many. */
  readonly onReplayed: (events: number) => void;
  /** A bulk replay was started. */
  readonly onReplayStarted: () => void;
}

/** The routes for ops, for holders of a token only. */
export function adminRoutes(options: AdminOptions): FastifyPluginAsync {
  return async (app) => {
    authenticate(app, options.tokens);
    validateStrictly(app);
    takeEmptyBodies(app);
    await app.register(eventRoutes(options));
    await app.register(decisionRoutes(options));
    await app.register(replayRoutes(options));
    await app.register(recordRoutes(options));
  };
}
