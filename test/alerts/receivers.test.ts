import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ServiceEvents } from '../../src/domain/service-events.ts';
import { failedRun, startReceiver, taken, testClock, useAlerts } from '../support/alerts.ts';
import { freePort } from '../support/free-port.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { waitFor } from '../support/wait-for.ts';

const inbox = useTestInbox();
const start = useAlerts();
const { now } = testClock();

/** What becomes of the alert of a customer's request. */
function outcomeOf(events: ServiceEvents): Promise<string> {
  return new Promise((resolve) => {
    events.on('alertEnded', ({ type, outcome }) => {
      if (type === 'alert.data_request' && outcome !== 'suppressed') resolve(outcome);
    });
  });
}

const held = async () =>
  (await inbox.current.prisma.heldAlert.findUnique({ where: { type: 'alert.data_request' } }))?.held ?? null;

/** A server that answers each connection with bytes of its own. */
async function startBytes(bytes: string | Buffer): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.write(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function sendTo(url: string): Promise<string> {
  const { events } = start(inbox.current, { url, now, timings: { timeoutMs: 100 } });
  const outcome = outcomeOf(events);
  events.emit('dataRequested', { shop: 'main', event: 'e-1' });
  return await outcome;
}

test('a receiver that fails at first gets the same message again', async () => {
  let asked = 0;
  const receiver = await startReceiver((response, request) => {
    asked += 1;
    if (asked < 3) response.writeHead(503).end('later');
    else taken(response, request);
  }, now);
  expect(await sendTo(receiver.url)).toBe('sent');
  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
});

test('a receiver that does not take it is left alone after three tries, and what it was to be told is kept', async () => {
  const receiver = await startReceiver((response) => response.writeHead(500).end(), now);
  expect(await sendTo(receiver.url)).toBe('failed');
  await waitFor('it is kept', async () => (await held()) === 1);
  expect(receiver.received).toHaveLength(3);
});

test('no redirect is followed', async () => {
  const elsewhere = await startReceiver(undefined, now);
  const receiver = await startReceiver((response) => response.writeHead(307, { location: elsewhere.url }).end(), now);
  expect(await sendTo(receiver.url)).toBe('failed');
  expect(elsewhere.received).toEqual([]);
});

test('an answer without an end is not read: its status counts, and the connection is closed', async () => {
  const closed = Promise.withResolvers<void>();
  const receiver = await startReceiver((response) => {
    response.writeHead(200);
    const more = () => void (response.destroyed || response.write(Buffer.alloc(65_536), more));
    response.on('close', closed.resolve);
    more();
  }, now);
  expect(await sendTo(receiver.url)).toBe('sent');
  await closed.promise;
});

test('a receiver that is away, silent, or speaks no HTTP costs three tries', async () => {
  expect(await sendTo(`http://127.0.0.1:${await freePort()}/`)).toBe('failed');
});

test('a receiver that never answers costs three tries', async () => {
  const silent = await startReceiver(() => {}, now);
  expect(await sendTo(silent.url)).toBe('failed');
});

test.each([
  ['no HTTP', 'http', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['no TLS', 'https', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['TLS garbage', 'https', Buffer.concat([Buffer.from([0x16, 3, 3, 0xff, 0xff]), Buffer.alloc(70_000, 0xff)])],
  ['a head without an end', 'http', `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(10_000)}`],
])('a receiver that answers with %s costs three tries', async (_what, scheme, bytes) => {
  const port = await startBytes(bytes);
  expect(await sendTo(`${scheme}://127.0.0.1:${port}/`)).toBe('failed');
});

test('while a receiver is slow the service stops at once, and keeps what it did not tell', async () => {
  const asked = Promise.withResolvers<void>();
  const receiver = await startReceiver(() => asked.resolve(), now);
  const { alerts, events } = start(inbox.current, { url: receiver.url, now, timings: { timeoutMs: 60_000 } });
  events.emit('dataRequested', { shop: 'main', event: 'e-1' });
  await asked.promise;
  for (let times = 0; times < 10_000; times += 1) events.emit('runEnded', failedRun('dead'));
  const before = performance.now();
  await alerts.stop();
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(await held()).toBe(1);
  const dead = await inbox.current.prisma.heldAlert.findUniqueOrThrow({ where: { type: 'alert.event_dead' } });
  expect(dead.held).toBe(10_000);
});
