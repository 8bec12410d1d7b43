import type { ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { findFreePort } from '../../src/database/embedded/postmaster.ts';
import { sampleRegistration } from '../../src/domain/events/samples.ts';
import { createLogger } from '../../src/service/logger.ts';
import { exportingTo, startCollector } from '../support/collector.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
afterEach(async () => {
  await bench.close();
});

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly lostSpans?: number;
  readonly err?: { readonly message?: string };
}

const WARN = 40;
const HEADERS = { authorization: 'Bearer hunter2' };

/** Sends webhooks to a service whose collector is as it is, and gives what its log complains of. */
async function complaintsWith(url: string, name: string): Promise<Line[]> {
  const lines: Line[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });
  bench = await startBench({ log, telemetry: exportingTo(url, { metricIntervalMs: 50, headers: HEADERS }) });
  for (let count = 1; count <= 5; count += 1) {
    const customer = { user_id: `${name} ${count}`, email: `${count}@example.com` };
    expect(await bench.play('registrations', sampleRegistration({ customer }))).toMatchObject({ status: 'done' });
  }
  const begun = performance.now();
  await bench.service.stop();
  // Within the grace time of the bench.
  expect(performance.now() - begun).toBeLessThan(2_000);
  expect(JSON.stringify(lines)).not.toContain('hunter2');
  expect(JSON.stringify(lines)).not.toContain(new URL(url).host);
  return lines.filter(({ level }) => level >= WARN);
}

/** What a collector may do to whoever exports to it. */
const HOSTILE: readonly (readonly [name: string, said: string | null, answer: (response: ServerResponse) => void])[] = [
  ['fails', 'The collector answered 500', (response) => response.writeHead(500).end('no')],
  [
    'is overloaded',
    'The collector answered 503',
    (response) => response.writeHead(503, { 'retry-after': '3600' }).end(),
  ],
  ['refuses', 'The collector answered 401', (response) => response.writeHead(401).end()],
  ['sends elsewhere', 'The collector answered 302', (response) => response.writeHead(302, { location: '/' }).end()],
  ['never answers', 'The collector gave no answer', () => {}],
  ['hangs up', 'The collector gave no answer', (response) => response.destroy()],
  ['takes it and answers without an end', null, (response) => flood(response.writeHead(200))],
  ['takes it and never ends its answer', null, (response) => void response.writeHead(200).write('{')],
];

it.each(HOSTILE)('a collector that %s keeps nothing up, and is told of once at most', async (name, said, answer) => {
  const collector = await startCollector(answer);
  const complaints = await complaintsWith(collector.url, name);
  expect(complaints.length, JSON.stringify(complaints)).toBeLessThanOrEqual(1);
  if (said !== null) expect(complaints[0]?.err?.message).toContain(said);
  expect(collector.received.length).toBeGreaterThan(0);
});

it('a collector that is not there keeps nothing up, and is told of once', async () => {
  const complaints = await complaintsWith(`http://127.0.0.1:${await findFreePort()}`, 'nobody');
  expect(complaints).toHaveLength(1);
  expect(complaints[0]?.err?.message).toBe('The collector gave no answer (ECONNREFUSED)');
});

it('what a collector did not take for a moment gets there when it does', async () => {
  let asked = 0;
  const collector = await startCollector((response, { url }) => {
    if (url === '/v1/traces') asked += 1;
    response.writeHead(asked === 1 ? 503 : 200).end();
  });
  bench = await startBench({ telemetry: exportingTo(collector.url) });
  await bench.play('registrations', sampleRegistration());
  await expect.poll(() => collector.received.filter(({ path }) => path === '/v1/traces').length).toBeGreaterThan(1);
  const [first, second] = collector.received
    .filter(({ path }) => path === '/v1/traces')
    .map(({ body }) => body.toString());
  expect(second).toBe(first);
});

function flood(response: ServerResponse): void {
  const more = () => {
    while (response.writable && response.write(Buffer.alloc(64 * 1024)));
  };
  response.on('drain', more).on('error', () => {});
  more();
}
