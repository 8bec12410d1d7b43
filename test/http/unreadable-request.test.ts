import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createLogger } from '../../src/logger.ts';
import { startApp } from './support.ts';

test('of a request that is not HTTP the log tells the fault, and nothing of its bytes', async () => {
  const lines: string[] = [];
  const { url } = await startApp({ logger: createLogger('trace', { write: (line) => void lines.push(line) }) });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end('POST /webhooks/orders HTTP/1.1\r\nhost: shop\r\nwebhook signature: v1,secret\r\n\r\n').resume();
  await once(socket, 'close');
  await expect.poll(() => lines.join()).toContain('HPE_');
  const bytes = /"data":\[|rawPacket/;
  expect(lines.join()).not.toMatch(bytes);
  expect(lines.join()).not.toContain('v1,secret');
});
