import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import type { TelemetryConfig } from '../../src/config/config.ts';
import { listenUntilEnd } from './http/server.ts';

// As https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding writes it, as far as it is looked at here.
const AttributeValue = Type.Object({
  stringValue: Type.Optional(Type.String()),
  boolValue: Type.Optional(Type.Boolean()),
  intValue: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  doubleValue: Type.Optional(Type.Number()),
});
const Attributes = Type.Array(Type.Object({ key: Type.String(), value: AttributeValue }));
const Hex = (digits: number) => Type.String({ pattern: `^[\\da-f]{${digits}}$` });
const WireSpan = Type.Object({
  traceId: Hex(32),
  spanId: Hex(16),
  parentSpanId: Type.Optional(Hex(16)),
  name: Type.String(),
  kind: Type.Integer(),
  startTimeUnixNano: Type.String({ pattern: '^\\d+$' }),
  endTimeUnixNano: Type.String({ pattern: '^\\d+$' }),
  attributes: Attributes,
  status: Type.Object({ code: Type.Integer(), message: Type.Optional(Type.String()) }),
});
const Traces = Type.Object({
  resourceSpans: Type.Array(
    Type.Object({
      resource: Type.Object({ attributes: Attributes }),
      scopeSpans: Type.Array(Type.Object({ spans: Type.Array(WireSpan) })),
    }),
  ),
});
const NumberPoints = Type.Object({
  dataPoints: Type.Array(
    Type.Object({
      attributes: Attributes,
      asDouble: Type.Optional(Type.Number()),
      asInt: Type.Optional(Type.Unknown()),
    }),
  ),
});
const Histogram = Type.Object({
  dataPoints: Type.Array(
    Type.Object({
      attributes: Attributes,
      count: Type.Union([Type.Number(), Type.String()]),
      sum: Type.Number(),
      bucketCounts: Type.Array(Type.Union([Type.Number(), Type.String()])),
      explicitBounds: Type.Array(Type.Number()),
    }),
  ),
});
const WireMetric = Type.Object({
  name: Type.String(),
  description: Type.String(),
  unit: Type.String(),
  sum: Type.Optional(NumberPoints),
  gauge: Type.Optional(NumberPoints),
  histogram: Type.Optional(Histogram),
});
const Metrics = Type.Object({
  resourceMetrics: Type.Array(
    Type.Object({
      resource: Type.Object({ attributes: Attributes }),
      scopeMetrics: Type.Array(Type.Object({ metrics: Type.Array(WireMetric) })),
    }),
  ),
});

type Attribute = string | number | boolean;

/** A span as the collector got it. */
export interface ReceivedSpan extends Omit<Static<typeof WireSpan>, 'attributes'> {
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** One request that the collector got. */
export interface ReceivedExport {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What OpenTelemetry calls the kinds of spans, by their numbers on the wire. */
export const KIND = { internal: 1, server: 2, client: 3, consumer: 5 } as const;
/** And the states of one: nobody said, and it failed. */
export const STATUS = { unset: 0, error: 2 } as const;

type Collecting = (response: ServerResponse, request: IncomingMessage) => void;

const collected: Collecting = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}');

/** A collector of OTLP/HTTP in JSON, which keeps what it gets and answers as it is told; it is closed with the test. */
export async function startCollector(answer: Collecting = collected) {
  const received: ReceivedExport[] = [];
  const server = createServer(async (request, response) => {
    received.push({ path: request.url ?? '', headers: request.headers, body: await buffer(request) });
    answer(response, request);
  });
  const url = `http://127.0.0.1:${await listenUntilEnd(server)}`;
  const bodies = (path: string) => received.filter((one) => one.path === path).map(({ body }) => body.toString());
  return {
    received,
    url,
    /** All that came, as text. */
    text: () => received.map(({ body }) => body.toString()).join('\n'),
    spans: (): ReceivedSpan[] =>
      bodies('/v1/traces')
        .flatMap((body) => Value.Parse(Traces, JSON.parse(body)).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        .map((span) => ({ ...span, attributes: attributesOf(span.attributes) })),
    /** The last export of the metrics. */
    metrics: () => {
      const [resource] = Value.Parse(Metrics, JSON.parse(bodies('/v1/metrics').at(-1) ?? '')).resourceMetrics;
      return resource?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? [];
    },
    /** What the last export says of the process. */
    resource: () => {
      const [resource] = Value.Parse(Traces, JSON.parse(bodies('/v1/traces').at(-1) ?? '')).resourceSpans;
      return attributesOf(resource?.resource.attributes ?? []);
    },
  };
}

export function attributesOf(attributes: Static<typeof Attributes>): Record<string, Attribute> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, boolValue, intValue, doubleValue } }) => {
      const number = intValue === undefined ? doubleValue : Number(intValue);
      return [key, stringValue ?? boolValue ?? number ?? ''];
    }),
  );
}

/** The configuration of a service that exports to a collector, in JSON. */
export function exportingTo(url: string, changes: Partial<TelemetryConfig> = {}): TelemetryConfig {
  return {
    endpoint: url,
    protocol: 'http/json',
    headers: {},
    serviceName: 'tillbridge',
    resourceAttributes: {},
    sampler: 'parentbased_always_on',
    sampledShare: 1,
    metricIntervalMs: 3_600_000,
    ...changes,
  };
}
