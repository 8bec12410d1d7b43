import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { ServiceEvents } from '../../../src/domain/service-events.ts';
import { plannerByCrm } from '../../../src/workflows/workflows.ts';
import { createTestDatabase } from '../../support/database.ts';
import { startApp } from '../../support/http/app.ts';
import { type Bench, startBench } from '../../support/service.ts';

const Operation = Type.Object({
  summary: Type.Optional(Type.String()),
  security: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Array(Type.String())))),
  parameters: Type.Optional(Type.Array(Type.Object({ in: Type.String(), name: Type.String() }))),
  requestBody: Type.Optional(
    Type.Object({ content: Type.Record(Type.String(), Type.Object({ schema: Type.Unknown() })) }),
  ),
  responses: Type.Record(Type.String(), Type.Object({ content: Type.Record(Type.String(), Type.Unknown()) })),
});
const Description = Type.Object({
  openapi: Type.String(),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
  components: Type.Object({
    schemas: Type.Record(Type.String(), Type.Unknown()),
    securitySchemes: Type.Record(Type.String(), Type.Object({ type: Type.String() })),
  }),
});

const WEBHOOK = { secured: 'signature', answers: '202 400 401 409 413 415 422 503' };
const OPEN = { secured: null };
const ADMIN = { secured: 'token' };
/** Every route of the service with what guards it and how it answers. */
const ROUTES: Readonly<Record<string, { readonly secured: string | null; readonly answers: string }>> = {
  'POST /webhooks/registrations': WEBHOOK,
  'POST /webhooks/customer-updates': WEBHOOK,
  'POST /webhooks/order-updates': WEBHOOK,
  'POST /webhooks/orders': WEBHOOK,
  'POST /webhooks/products': WEBHOOK,
  'POST /webhooks/refunds': WEBHOOK,
  'POST /webhooks/contract-products': WEBHOOK,
  'POST /webhooks/shops/{shop}': { ...OPEN, answers: '200 400 401 404 413 415 503' },
  'GET /health': { ...OPEN, answers: '200' },
  'GET /health/live': { ...OPEN, answers: '200' },
  'GET /health/ready': { ...OPEN, answers: '200 503' },
  'GET /metrics': { ...OPEN, answers: '200' },
  'GET /admin/events': { ...ADMIN, answers: '200 401 422 429 503' },
  'GET /admin/events/groups': { ...ADMIN, answers: '200 401 422 429 503' },
  'GET /admin/events/{id}': { ...ADMIN, answers: '200 401 404 422 429 503' },
  'POST /admin/events/{id}/plan': { ...ADMIN, answers: '200 400 401 404 409 413 415 422 429 503' },
  'POST /admin/events/{id}/replay': { ...ADMIN, answers: '202 400 401 404 409 413 415 422 429 503' },
  'POST /admin/events/{id}/amend': { ...ADMIN, answers: '202 400 401 404 409 413 415 422 429 503' },
  'POST /admin/events/{id}/discard': { ...ADMIN, answers: '200 400 401 404 409 413 415 422 429 503' },
  'POST /admin/replays': { ...ADMIN, answers: '200 202 400 401 413 415 422 429 503' },
  'GET /admin/replays': { ...ADMIN, answers: '200 401 422 429 503' },
  'GET /admin/replays/{id}': { ...ADMIN, answers: '200 401 404 422 429 503' },
  'DELETE /admin/replays/{id}': { ...ADMIN, answers: '200 400 401 404 409 413 415 422 429 503' },
  'DELETE /admin/customers/{business_unit}/{user_id}': {
    ...ADMIN,
    answers: '200 400 401 404 409 413 415 422 429 503',
  },
  'GET /admin/links': { ...ADMIN, answers: '200 401 422 429 503' },
  'POST /admin/links/import': { ...ADMIN, answers: '200 400 401 413 415 422 429 502 503' },
  'GET /admin/shops': { ...ADMIN, answers: '200 401 422 429 503' },
  'POST /admin/shops/{shop}/catch-up': { ...ADMIN, answers: '200 400 401 404 413 415 422 429 502 503' },
  'DELETE /admin/shops/{shop}': { ...ADMIN, answers: '200 400 401 404 409 413 415 422 429 503' },
  'GET /admin/retention': { ...ADMIN, answers: '200 401 422 429 503' },
  'GET /admin/crms': { ...ADMIN, answers: '200 401 422 429 503' },
  'POST /admin/crms/{crm}/pause': { ...ADMIN, answers: '200 400 401 404 413 415 422 429 503' },
  'POST /admin/crms/{crm}/resume': { ...ADMIN, answers: '200 400 401 404 413 415 422 429 503' },
  'GET /admin/audit': { ...ADMIN, answers: '200 401 422 429 503' },
};

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

async function get(path: string): Promise<Response> {
  bench ??= await startBench();
  return await fetch(bench.service.url + path);
}

async function readDescription(): Promise<Static<typeof Description>> {
  const json: unknown = await (await get('/openapi.json')).json();
  return Value.Parse(Description, json);
}

function operationsOf({ paths }: Static<typeof Description>) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
}

/** The routes of Fastify's drawing of them, such as `GET /admin/events/{id}`; HEAD goes with GET. */
function routesOf(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? [];
    const depth = indent.length / 4;
    const path = `${depth === 0 ? '' : above[depth - 1]}${part}`;
    above[depth] = path;
    const named = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD');
    return named.map((method) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  });
}

test('every route is described with its answers and with what guards it, and nothing else is', async () => {
  const description = await readDescription();
  expect(description.openapi).toBe('3.1.0');
  const described = operationsOf(description).map(({ name, operation }) => [
    name,
    {
      secured: Object.keys(operation.security?.[0] ?? {})[0] ?? null,
      answers: Object.keys(operation.responses).join(' '),
    },
  ]);
  expect(Object.fromEntries(described)).toEqual(ROUTES);
  expect(operationsOf(description).filter(({ operation }) => operation.summary === undefined)).toEqual([]);
  expect(description.components.securitySchemes).toMatchObject({
    token: { type: 'http' },
    signature: { type: 'apiKey' },
  });
});

test('the description is valid OpenAPI 3.1', async () => {
  const json = Type.Record(Type.String(), Type.Unknown());
  const document = Value.Parse(json, await (await get('/openapi.json')).json());
  const validator = new Validator();
  expect(await validator.validate(document)).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('the application has no route that is not described, beside those of the description itself and the pages for people', async () => {
  const { database, drop } = await createTestDatabase();
  onTestFinished(drop);
  const planner = plannerByCrm(new Map());
  const parts = { database, planner, units: new Map(), recordUrls: () => null, records: null };
  const admin = {
    ...parts,
    crms: new Map(),
    refreshPauses: async () => {},
    shops: new Map(),
    walks: new Map(),
    tokens: [],
    newId: randomUUID,
    retentionDays: null,
    now: () => new Date(),
    trend: () => [],
    events: new ServiceEvents(),
  };
  const { app } = await startApp({ admin });
  const routes = routesOf(app.printRoutes({ commonPrefix: false })).filter(
    (route) => !/ \/(docs|openapi|console|$)/.test(route),
  );
  expect(routes.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

test('problems are one component, and every reference leads to one', async () => {
  const description = await readDescription();
  const problems = operationsOf(description).flatMap(({ operation }) =>
    Object.entries(operation.responses).filter(([status]) => Number(status) >= 400),
  );
  const away = problems.filter(([, { content }]) => !('application/problem+json' in content));
  // Readiness tells what failed rather than that something did.
  expect(away.map(([status]) => status)).toEqual(['503']);
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
  expect(new Set(references)).toEqual(new Set(['#/components/schemas/Problem']));
  expect(Object.keys(description.components.schemas)).toEqual(['Problem']);
});

test('a webhook is described with its headers and its body', async () => {
  const { paths } = await readDescription();
  const order = paths['/webhooks/orders']?.post;
  expect(order?.parameters?.map(({ in: place, name }) => `${place} ${name}`)).toEqual([
    'header webhook-id',
    'header webhook-timestamp',
  ]);
  expect(order?.requestBody?.content['application/json']?.schema).toMatchObject({
    required: ['type', 'timestamp', 'data'],
    properties: {
      data: {
        properties: {
          order_id: { type: 'string' },
          shipping: { properties: { amount: { type: ['string', 'number'], description: expect.any(String) } } },
          totals: { properties: { total_amount: { type: ['string', 'number', 'null'] } } },
          lines: { items: { properties: { quantity: { type: ['string', 'number'] } } } },
        },
      },
    },
  });
});

test('the filters of the event list are described one by one', async () => {
  const { paths } = await readDescription();
  const names = paths['/admin/events']?.get?.parameters?.map(({ in: place, name }) => `${place} ${name}`);
  const who = ['status', 'type', 'business_unit', 'user_id', 'order_id', 'refund_id', 'webhook_id', 'crm_id', 'email'];
  const what = ['shop', 'error_class', 'error_code', 'error_step', 'warned', 'text', 'from', 'to'];
  const page = ['order', 'limit', 'cursor'];
  expect(names).toEqual([...who, ...what, ...page].map((name) => `query ${name}`));
});

test('the page for people loads by its own policy, without TLS as well', async () => {
  const page = await get('/docs');
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('upgrade-insecure-requests');
  const html = await page.text();
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
  expect(parts.length).toBeGreaterThan(3);
  for (const part of [...parts, '/docs/json']) expect([part, (await get(part)).status]).toEqual([part, 200]);
  expect(html).not.toMatch(/<script>|<script [^>]*>[^<\s]/);
  expect((await get('/health/live')).headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
});
