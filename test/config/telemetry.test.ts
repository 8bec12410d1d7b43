import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { problemsIn } from '../support/config-environment.ts';

const COLLECTOR = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
const PAIRS = 'must hold name=value pairs, values percent-encoded';

function telemetryBy(given: NodeJS.ProcessEnv) {
  const units = { wholesale: { crm: 'ikcrm', time_zone: 'Asia/Shanghai' } };
  const env = { WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`, SHOPS_FILE: '', ...given };
  return loadConfig(env, {
    readFile(path) {
      if (path === './business-units.json') return Buffer.from(JSON.stringify(units));
      throw Object.assign(new Error('There is none'), { code: 'ENOENT' });
    },
  }).telemetry;
}

const problemsOf = (given: NodeJS.ProcessEnv) => problemsIn(() => telemetryBy(given));

test('what is told of telemetry is heard', () => {
  const given = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com/till/',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key=a%20b, x-scope=1=2,',
    OTEL_SERVICE_NAME: 'till',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production,service.name=other',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_METRIC_EXPORT_INTERVAL: '15000',
  };
  expect(telemetryBy(given)).toEqual({
    endpoint: 'https://otlp.example.com/till',
    protocol: 'http/json',
    headers: { 'api-key': 'a b', 'x-scope': '1=2' },
    serviceName: 'till',
    resourceAttributes: { 'deployment.environment.name': 'production' },
    sampler: 'traceidratio',
    sampledShare: 0.25,
    metricIntervalMs: 15_000,
  });
});

test('a collector alone is enough, and without one there is no telemetry', () => {
  expect(telemetryBy(COLLECTOR)).toEqual({
    endpoint: 'http://localhost:4318',
    protocol: 'http/protobuf',
    headers: {},
    serviceName: 'tillbridge',
    resourceAttributes: {},
    sampler: 'parentbased_always_on',
    sampledShare: 1,
    metricIntervalMs: 60_000,
  });
  expect(telemetryBy({ OTEL_SERVICE_NAME: 'till' })).toBeNull();
});

test.each<readonly [NodeJS.ProcessEnv, string]>([
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/v1/traces' },
    'OTEL_EXPORTER_OTLP_ENDPOINT must end before /v1, such as http://localhost:4318',
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:hunter2@b' },
    'OTEL_EXPORTER_OTLP_ENDPOINT must hold no user and no password',
  ],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/protobuf, http/json'],
  [{ OTEL_TRACES_SAMPLER_ARG: '1.1' }, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1'],
  [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 'OTEL_TRACES_SAMPLER must be one of always_on,'],
  [{ OTEL_METRIC_EXPORT_INTERVAL: '10' }, 'OTEL_METRIC_EXPORT_INTERVAL must be a whole number from 1000'],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=b,hunter2' }, `OTEL_EXPORTER_OTLP_HEADERS ${PAIRS}: pair 2 is none`],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a b=hunter2' }, `OTEL_EXPORTER_OTLP_HEADERS ${PAIRS}: pair 1 is none`],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=hunter2%0Ax' }, `OTEL_EXPORTER_OTLP_HEADERS ${PAIRS}: pair 1 is none`],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'a=%' }, `OTEL_RESOURCE_ATTRIBUTES ${PAIRS}: pair 1 is none`],
])('what is wrong is named without its value, whether there is a collector or not: %j', (given, problem) => {
  expect(problemsOf(given)).toEqual([expect.stringContaining(problem)]);
  if (!('OTEL_EXPORTER_OTLP_ENDPOINT' in given)) expect(problemsOf({ ...COLLECTOR, ...given })).toHaveLength(1);
});

test('who exports is named by its own variable, else by the attributes', () => {
  const OTEL_RESOURCE_ATTRIBUTES = 'service.name=by-attribute';
  const named = { ...COLLECTOR, OTEL_RESOURCE_ATTRIBUTES };
  expect(telemetryBy({ ...named, OTEL_SERVICE_NAME: 'own' })?.serviceName).toBe('own');
  expect(telemetryBy(named)?.serviceName).toBe('by-attribute');
});
