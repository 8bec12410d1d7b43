import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BodyBudget } from '../body-budget.ts';
import { HttpError } from '../problem.ts';
import type { DescribedRoute } from './described-routes.ts';

const PATHS = [
  '/openapi.json',
  '/docs',
  '/docs/',
  '/docs/json',
  '/docs/yaml',
  '/docs/static/index.html',
  '/docs/static/swagger-initializer.js',
  '/docs/static/*',
];
const POLICY = 'content-security-policy';
/** Of the script that draws the page, and then some. */
const LARGEST_ANSWER_BYTES = 2 * 1024 * 1024;
/** What its answers may hold that are on their way: anybody may ask, and be slow to read. */
export const MAX_DESCRIPTION_BYTES = 32 * LARGEST_ANSWER_BYTES;
/** Of the connection that an answer goes over, not of the answer. */
const OF_CONNECTION: ReadonlySet<string> = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

/**
 * Serves the description of `routes` as `GET /openapi.json`, and at `/docs` to read and try out: that is where `GET /` leads. What makes it is
 * loaded when it is first asked for: most services never are.
 */
export function serveDescription(app: FastifyInstance, routes: readonly DescribedRoute[], version: string): void {
  const site = siteWhenAsked(app, routes, version);
  const budget = new BodyBudget(MAX_DESCRIPTION_BYTES);
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!budget.take(LARGEST_ANSWER_BYTES))
      throw new HttpError(503, 'description_overloaded', 'Too much of the description is on its way; ask again.');
    reply.raw.once('close', () => budget.give(LARGEST_ANSWER_BYTES));
    const { statusCode, headers, rawPayload } = await (await site()).inject({
      method: 'GET',
      url: request.url,
      headers: request.headers,
    });
    // The policy of the page's folder is the page's, whatever is asked there.
    reply.header(POLICY, headers[POLICY]);
    if (statusCode === 404) return reply.callNotFound();
    if (statusCode >= 400) {
      throw new HttpError(statusCode, 'request_unreadable', 'The request cannot be answered as it is.');
    }
    for (const [name, value] of Object.entries(headers)) if (!OF_CONNECTION.has(name)) reply.header(name, value);
    return reply.code(statusCode).send(rawPayload.length === 0 ? undefined : rawPayload);
  };
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'));
  for (const path of PATHS) app.get(path, { schema: { hide: true } }, answer);
}

/** The application that answers for the description, made once; one that could not be made is tried again. */
function siteWhenAsked(
  app: FastifyInstance,
  routes: readonly DescribedRoute[],
  version: string,
): () => Promise<FastifyInstance> {
  let site: Promise<FastifyInstance> | null = null;
  app.addHook('onClose', async () => {
    await (await site)?.close();
  });
  return () => {
    site ??= make().catch((error: unknown) => {
      site = null;
      throw error;
    });
    return site;
  };

  async function make(): Promise<FastifyInstance> {
    const { buildDocumentation } = await import('./documentation.ts');
    return await buildDocumentation(routes, version);
  }
}
