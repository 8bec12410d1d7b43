import { afterEach, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { attributesOf, exportingTo, startCollector } from '../support/collector.ts';
import { type Sample, sampleValue, scrape } from '../support/metrics/exposition.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
afterEach(async () => {
  await bench.close();
});

/** They change from one look to the next. */
const RESTLESS = /^tillbridge_(?:process|nodejs)_|_age_seconds$|^tillbridge_webhook_duration/;

it('the metrics that are exported are those of a scrape: the same names, labels and values', async () => {
  const collector = await startCollector();
  bench = await startBench({ telemetry: exportingTo(collector.url) });
  await bench.play('registrations', sampleRegistration());
  await bench.play('orders', sampleOrder());
  const scraped = await scrape(bench.service.url);
  await bench.service.stop();
  const metrics = collector.metrics();
  const exported = metrics.flatMap(({ name, sum, gauge, histogram }): Sample[] => [
    ...[...(sum?.dataPoints ?? []), ...(gauge?.dataPoints ?? [])].map(({ attributes, asDouble }) => ({
      name,
      labels: labelsOf(attributes),
      value: asDouble ?? Number.NaN,
    })),
    ...(histogram?.dataPoints ?? []).flatMap(({ attributes, count, sum: total, bucketCounts, explicitBounds }) => {
      const labels = labelsOf(attributes);
      let upTo = 0;
      const buckets = bucketCounts.map((inBucket, index) => {
        upTo += Number(inBucket);
        return {
          name: `${name}_bucket`,
          labels: { ...labels, le: String(explicitBounds[index] ?? '+Inf') },
          value: upTo,
        };
      });
      return [
        ...buckets,
        { name: `${name}_sum`, labels, value: total },
        { name: `${name}_count`, labels, value: Number(count) },
      ];
    }),
  ]);
  const still = (samples: readonly Sample[]) =>
    samples
      .filter(({ name }) => !RESTLESS.test(name))
      .map(written)
      .toSorted();
  expect(still(exported)).toEqual(still(scraped.samples));
  expect(exported.map(({ name }) => name)).toContain('tillbridge_process_cpu_seconds_total');
  expect(sampleValue(scraped, 'tillbridge_webhooks_received_total', { route: 'orders', status: '202' })).toBe(1);
  const unitOf = (name: string) => metrics.find((metric) => metric.name === name)?.unit;
  expect(unitOf('tillbridge_event_duration_seconds')).toBe('s');
  expect(unitOf('tillbridge_process_resident_memory_bytes')).toBe('By');
});

it('the metrics are exported again and again, with who it is that exports', async () => {
  const collector = await startCollector();
  const telemetry = exportingTo(collector.url, {
    metricIntervalMs: 20,
    serviceName: 'till',
    resourceAttributes: { 'deployment.environment.name': 'production' },
    headers: { authorization: 'Basic c2VjcmV0' },
  });
  bench = await startBench({ telemetry });
  await bench.play('registrations', sampleRegistration());
  await expect.poll(() => collector.received.filter(({ path }) => path === '/v1/metrics').length).toBeGreaterThan(2);
  await bench.service.stop();
  expect(collector.resource()).toMatchObject({
    'service.name': 'till',
    'deployment.environment.name': 'production',
    'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/),
    'telemetry.sdk.language': 'nodejs',
  });
  for (const { headers } of collector.received)
    expect(headers).toMatchObject({ authorization: 'Basic c2VjcmV0', 'content-type': 'application/json' });
});

function labelsOf(attributes: Parameters<typeof attributesOf>[0]): Record<string, string> {
  return Object.fromEntries(Object.entries(attributesOf(attributes)).map(([name, value]) => [name, String(value)]));
}

function written({ name, labels, value }: Sample): string {
  return `${name} ${JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))} ${value}`;
}
