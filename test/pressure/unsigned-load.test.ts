import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { heldBuffers } from '../support/held-memory.ts';
import { startApp } from '../support/http/app.ts';
import { waitFor } from '../support/wait-for.ts';

const MIB = 1024 * 1024;
// One for all senders, who live in this process: what it holds beside is the service's.
const BLANKS = Buffer.alloc(MIB, 0x20);

/** Opens a webhook and sends `bytes` of the 1 MiB that it announces. What comes back is read into `answer`. */
async function halfSent(url: string, bytes: number, headers = `content-length: ${MIB}`) {
  const socket: Socket = connect(Number(new URL(url).port), '127.0.0.1');
  const sender = { socket, answer: '' };
  socket.on('error', () => {});
  socket.setEncoding('latin1').on('data', (text) => {
    sender.answer += text;
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(`POST /webhooks/orders HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`);
  socket.write(BLANKS.subarray(0, bytes));
  return sender;
}

test('hundreds of half-sent bodies are held up to the budget; health answers, and so do honest webhooks', async () => {
  const { url, shop, intake } = await startApp({ maxBodiesBytes: 4 * MIB });
  const before = heldBuffers();
  const senders = await Promise.all(Array.from({ length: 300 }, () => halfSent(url, MIB / 2)));
  await waitFor('most are turned away', () => senders.filter(({ answer }) => answer !== '').length >= 290);
  const refused = senders.filter(({ answer }) => answer !== '');
  for (const { answer } of refused) {
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/\r\nretry-after: \d+\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"intake_overloaded"');
  }
  // 150 MiB were sent. Buffers of bodies lie outside of the heap.
  expect(heldBuffers() - before).toBeLessThan(64 * MIB);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);

  const meanwhile = await shop.send('orders', sampleOrder());
  expect([202, 503]).toContain(meanwhile.status);
  for (const { socket } of senders) socket.destroy();
  await waitFor('webhooks are taken', async () => (await shop.send('orders', sampleOrder())).status === 202);
  expect(intake.events.size).toBeGreaterThan(0);
});

test('a body in chunks counts by what has come', async () => {
  const { url } = await startApp({ maxBodiesBytes: MIB });
  const chunked = 'transfer-encoding: chunked';
  const sender = await halfSent(url, 0, chunked);
  const size = 600 * 1024;
  sender.socket.write(`${size.toString(16)}\r\n${' '.repeat(size)}\r\n`);
  const other = await halfSent(url, 600 * 1024);
  const turnedAway = () => [sender, other].filter(({ answer }) => answer.includes('intake_overloaded'));
  await waitFor('one of the two is turned away', () => turnedAway().length > 0);
  expect(turnedAway()).toHaveLength(1);
});

test('bodies that are only thrown away do not use the budget up', async () => {
  const { url, shop } = await startApp({ maxBodiesBytes: MIB });
  await Promise.all(Array.from({ length: 100 }, () => halfSent(url, 1000, `content-length: ${2 * MIB}`)));
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  expect([202, 503]).toContain((await shop.send('orders', sampleOrder())).status);
});

test('a body that trickles in is given up at its time-out', async () => {
  const { url } = await startApp({ requestTimeoutMs: 1000 });
  const started = performance.now();
  const { socket } = await halfSent(url, 10);
  await once(socket, 'close');
  // The server looks every second.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a connection that sends no headers is given up as well', async () => {
  const { url } = await startApp({ requestTimeoutMs: 1000 });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {}).resume();
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});
