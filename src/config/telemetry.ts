import type { TelemetryConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { OTLP_PROTOCOLS, SAMPLERS } from './telemetry-words.ts';

type ListName = 'OTEL_EXPORTER_OTLP_HEADERS' | 'OTEL_RESOURCE_ATTRIBUTES';

// RFC 9110, 5.6.2 and 5.5, without what is beyond ASCII.
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\x20-\x7e]+$/;
const NOT_EMPTY = /./s;

/** Where traces and metrics go; null = nowhere. What is said beside it is checked all the same. */
export function readTelemetry(environment: Environment): TelemetryConfig | null {
  const { values } = environment;
  const headers = readPairs(environment, 'OTEL_EXPORTER_OTLP_HEADERS', HEADER_NAME, HEADER_VALUE);
  const { 'service.name': named, ...resourceAttributes } = Object.fromEntries(
    readPairs(environment, 'OTEL_RESOURCE_ATTRIBUTES', NOT_EMPTY, NOT_EMPTY),
  );
  const { OTEL_SERVICE_NAME } = values;
  if (values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  return {
    endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, ''),
    protocol: wordIn(OTLP_PROTOCOLS, values.OTEL_EXPORTER_OTLP_PROTOCOL),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    serviceName: environment.isSet('OTEL_SERVICE_NAME') ? OTEL_SERVICE_NAME : (named ?? OTEL_SERVICE_NAME),
    resourceAttributes,
    sampler: wordIn(SAMPLERS, values.OTEL_TRACES_SAMPLER),
    sampledShare: Number(values.OTEL_TRACES_SAMPLER_ARG),
    metricIntervalMs: values.OTEL_METRIC_EXPORT_INTERVAL,
  };
}

/** `name=value` pairs, divided by commas, values percent-encoded, as the specification of OpenTelemetry writes its lists. */
function readPairs(environment: Environment, list: ListName, ofName: RegExp, ofValue: RegExp): [string, string][] {
  const parts = (environment.values[list] ?? '').split(',').map((part) => part.trim());
  return parts.flatMap((part, index): [string, string][] => {
    if (part === '') return [];
    const [, name = '', encoded = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    const value = decoded(encoded.trim());
    if (value !== null && ofName.test(name.trim()) && ofValue.test(value)) return [[name.trim(), value]];
    environment.problem(list, `must hold name=value pairs, values percent-encoded: pair ${index + 1} is none`);
    return [];
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    // Half an escape.
    return null;
  }
}

/** The schema of the variables lets nothing else through. */
function wordIn<Word extends string>(words: readonly [Word, ...Word[]], text: string): Word {
  return words.find((word) => word === text) ?? words[0];
}
