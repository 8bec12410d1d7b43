import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { heldBuffers } from '../support/held-memory.ts';
import { type RunningApp, sendRaw, startApp } from '../support/http/app.ts';
import { waitFor } from '../support/wait-for.ts';

vi.setConfig({ testTimeout: 120_000 });

const MIB = 1024 * 1024;
const LARGE = '/docs/static/swagger-ui-bundle.js';
const asking = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nhost: shop\r\n${more}\r\n`;

/** Sends bytes, and reads nothing of what comes back. */
async function sendUnread({ url }: RunningApp, bytes: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

const connections = ({ app }: RunningApp) => promisify(app.server.getConnections.bind(app.server))();
/** Whatever error comes before. */
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

test('who asks and does not read loses the connection, and who reads slowly keeps it', async () => {
  const stallTimeoutMs = 2_000;
  const running = await startApp({ stallTimeoutMs });
  // What makes the page is loaded with the first request for it.
  await running.app.inject(LARGE);
  const greedy = await sendUnread(running, asking(LARGE).repeat(20));
  const slow = await sendUnread(running, asking(LARGE).repeat(5) + asking(LARGE, 'connection: close\r\n'));
  const began = performance.now();
  let read = 0;
  const reading = setInterval(() => {
    read += slow.read()?.length ?? 0;
  }, 20);
  onTestFinished(() => clearInterval(reading));
  await waitFor('all is read', () => read > 6 * 1.6 * MIB, 60_000);
  expect(performance.now() - began).toBeGreaterThan(stallTimeoutMs);
  await waitFor('no connection is held', async () => (await connections(running)) === 0);
  greedy.resume();
  await closed(greedy);
});

test('thousands of requests on one connection for the largest page are held up to a bound', async () => {
  const running = await startApp();
  const before = heldBuffers();
  let most = 0;
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 5);
  onTestFinished(() => clearInterval(looking));
  const answers = await sendRaw(running.url, asking(LARGE).repeat(1_000) + asking(LARGE, 'connection: close\r\n'));
  clearInterval(looking);
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toHaveLength(1_001);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  const refused = answers.find(({ status }) => status === 503);
  expect(JSON.parse(refused?.body ?? '')).toMatchObject({ code: 'description_overloaded' });
  expect(refused?.headers.get('retry-after')).not.toBeNull();
  expect(most).toBeLessThan(400 * MIB);
  expect((await fetch(running.url + LARGE)).status).toBe(200);
});

test('more connections than a port takes are closed at once, and the port for ops answers meanwhile', async () => {
  const running = await startApp({ opsApart: true });
  running.app.server.maxConnections = 50;
  const idle = await Promise.all(Array.from({ length: 50 }, () => sendUnread(running, '')));
  const further = await sendUnread(running, asking('/health/live'));
  await closed(further.resume());
  expect((await fetch(`${running.adminUrl}/health/live`)).status).toBe(200);
  for (const socket of idle) socket.destroy();
  await waitFor('webhooks are taken', async () => {
    try {
      return (await running.shop.send('orders', sampleOrder())).status === 202;
    } catch {
      return false;
    }
  });
});

test('headers that trickle in are given up at their time-out, however steadily they come', async () => {
  const running = await startApp({ requestTimeoutMs: 1_000 });
  const socket = await sendUnread(running, 'GET /health/live HTTP/1.1\r\nhost: shop\r\n');
  const trickling = setInterval(() => socket.writable && socket.write('a: b\r\n'), 100);
  onTestFinished(() => clearInterval(trickling));
  let answer = '';
  socket
    .setEncoding('latin1')
    .on('data', (text) => {
      answer += text;
    })
    .resume();
  await closed(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});
