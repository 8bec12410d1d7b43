import type { FastifyInstance, RouteOptions } from 'fastify';
import { ProblemSchema } from '../problem.ts';

/** A route as its description needs it. */
export type DescribedRoute = Pick<RouteOptions, 'method' | 'url' | 'schema'>;

/** Adds every route that `app` gets from now on to `routes`, but for those whose schema hides them and those that are there already. */
export function noteRoutes(app: FastifyInstance, routes: DescribedRoute[]): void {
  app.addSchema(ProblemSchema);
  app.addHook('onRoute', ({ method, url, schema }) => {
    // Of each GET there is a HEAD as well, which nobody needs to be told.
    if (method === 'HEAD' || schema?.hide === true) return;
    if (routes.some((known) => known.method === method && known.url === url)) return;
    routes.push(schema === undefined ? { method, url } : { method, url, schema });
  });
}
