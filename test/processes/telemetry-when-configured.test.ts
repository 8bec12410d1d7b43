import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBundle } from '../../bundle/make-bundle.ts';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { startCollector } from '../support/collector.ts';
import { importedModules, TELLS_IMPORTS } from '../support/loaded-modules.ts';
import { type ProcessBench, send, startProcessBench } from '../support/process-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let bundle: string;
let bench: ProcessBench;
beforeAll(async () => {
  bundle = await temporaryFolder();
  await makeBundle(bundle);
  bench = await startProcessBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Starts the service, lets it bring an order into the CRM, stops it, and gives all that it has loaded. */
async function modulesAfterAnOrder(program: string, env: Readonly<Record<string, string>>) {
  await using service = await bench.start({ ...TELLS_IMPORTS, ...env }, program);
  await send(service, 'orders', sampleOrder({ order_id: randomUUID() }));
  await bench.allDone();
  expect(await service.terminate()).toEqual({ code: 0, signal: null });
  const modules = importedModules(service.log());
  // The list itself is whole.
  expect(modules).toContain(new URL(program, new URL('../../', import.meta.url)).href);
  return modules;
}

/** A class of the SDK. */
const OF_SDK = 'ParentBasedSampler';

async function chunksWithSdk(): Promise<string[]> {
  const files = (await readdir(bundle)).filter((file) => file.endsWith('.js'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(bundle, file), 'utf8')));
  return files.filter((_, index) => texts[index]?.includes(OF_SDK));
}

it('without a collector nothing of the SDK of OpenTelemetry is loaded, and with one it is', async () => {
  const collector = await startCollector();
  // Its API, which does nothing by itself, is loaded by what counts for Prometheus.
  const own = (modules: readonly string[]) =>
    modules.filter((name) => /^@opentelemetry[/](?!api$)/.test(name)).toSorted();
  expect(own(await modulesAfterAnOrder('src/main.ts', {}))).toEqual([]);
  const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  expect(own(await modulesAfterAnOrder('src/main.ts', exporting))).toContain('@opentelemetry/sdk-trace');
  expect(collector.spans().map(({ name }) => name)).toContain('process order.paid');
});

it('in a bundle the SDK is in files of its own, which are loaded only where there is a collector', async () => {
  const main = pathToFileURL(path.join(bundle, 'main.js')).href;
  const chunks = await chunksWithSdk();
  expect(chunks.length).toBeGreaterThan(0);
  expect(chunks).not.toContain('main.js');
  const loaded = (modules: readonly string[]) =>
    chunks.filter((file) => modules.some((url) => url.endsWith(`/${file}`)));
  expect(loaded(await modulesAfterAnOrder(main, {}))).toEqual([]);
  const collector = await startCollector();
  const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  expect(loaded(await modulesAfterAnOrder(main, exporting))).toEqual(chunks);
  // As protocol buffers, which hold names as they are.
  const [traces, metrics] = ['/v1/traces', '/v1/metrics'].map((signal) =>
    collector.received.filter((one) => one.path === signal),
  );
  expect(traces?.map(({ headers }) => headers['content-type'])).toContain('application/x-protobuf');
  expect(Buffer.concat(traces?.map(({ body }) => body) ?? []).includes('process order.paid')).toBe(true);
  expect(Buffer.concat(metrics?.map(({ body }) => body) ?? []).includes('tillbridge_events')).toBe(true);
});
