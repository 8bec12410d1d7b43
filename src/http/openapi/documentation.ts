import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import { ProblemSchema } from '../problem.ts';
import { addSecurityHeaders } from '../security-headers.ts';
import { describeRoute } from './describe-route.ts';
import type { DescribedRoute } from './described-routes.ts';

const DESCRIPTION = `Carries a shop's signed webhooks into a CRM, exactly once.

Errors are problem details (RFC 9457); \`errors\` names each fault by its JSON Pointer. Money, quantities and rates are decimals of at
most 6 places, as text or as JSON numbers. Every answer carries \`x-request-id\`.`;

const SIGNATURE = `\`v1,\` and the base64 HMAC-SHA256 of \`<webhook-id>.<webhook-timestamp>.<body>\` by Standard Webhooks 1.0; several,
divided by spaces, while a secret is rotated.`;

const WEBHOOKS = `For the shop: signed as Standard Webhooks 1.0 describes it. They are on \`PORT\`, also where \`ADMIN_PORT\` has all the rest and this
page.`;

/**
 * An application of its own that has the API's description (OpenAPI 3.1) at `/openapi.json`, and at `/docs` to read and try out. It is asked
 * by `inject` and listens nowhere. `version`: that of the release.
 */
export async function buildDocumentation(routes: readonly DescribedRoute[], version: string): Promise<FastifyInstance> {
  const site = Fastify();
  // Its routes are described, not served.
  site.setValidatorCompiler(() => () => true);
  site.addSchema(ProblemSchema);
  addSecurityHeaders(site);
  await site.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'tillbridge',
        version,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: [
        { name: 'webhooks', description: WEBHOOKS },
        { name: 'admin', description: 'For ops, with a bearer token.' },
        { name: 'health', description: 'For orchestrators and monitoring.' },
      ],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'One of ADMIN_TOKENS: its name stands in the audit.' },
          signature: { type: 'apiKey', in: 'header', name: 'webhook-signature', description: SIGNATURE },
        },
      },
    },
    transform: describeRoute,
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `schema-${index}`) },
  });
  for (const route of routes)
    site.route({ ...route, exposeHeadRoute: false, handler: (_request, reply) => reply.callNotFound() });
  site.get('/openapi.json', { schema: { hide: true } }, async () => site.swagger());
  await site.register(swaggerUi, {
    routePrefix: '/docs',
    // Nothing is sent to a validator elsewhere, and a token that was typed in goes with the page.
    uiConfig: { validatorUrl: null, persistAuthorization: false },
    // Without TLS in front a browser would ask for the page's scripts over https in vain.
    transformStaticCSP: (policy) => policy.replace(/;?upgrade-insecure-requests/, ''),
  });
  await site.ready();
  return site;
}
