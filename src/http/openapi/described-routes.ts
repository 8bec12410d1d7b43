import type { FastifyInstance, RouteOptions } from 'fastify';
import { ProblemSchema } from '../problem.ts';

/** A route as its description needs it. */
export type DescribedRoute = Pick<RouteOptions, 'method' | 'url' | 'schema'>;

/** Notes every route that is added to `app` from now on, but for those whose schema hides them; the list grows with them. */
export function noteRoutes(app: FastifyInstance): readonly DescribedRoute[] {
  const routes: DescribedRoute[] = [];
  app.addSchema(ProblemSchema);
  app.addHook('onRoute', ({ method, url, schema }) => {
    // Of each GET there is a HEAD as well, which nobody needs to be told.
    if (method === 'HEAD' || schema?.hide === true) return;
    routes.push(schema === undefined ? { method, url } : { method, url, schema });
  });
  return routes;
}
