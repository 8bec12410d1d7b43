import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLogger } from '../../src/service/logger.ts';
import { signatureHeaders } from '../../src/webhooks/sign-request.ts';
import { type RunningApp, SECRET, sendRaw, startApp } from '../support/http/app.ts';

const HOST = 'host: shop\r\n';
const WEBHOOK = `POST /webhooks/orders HTTP/1.1\r\n${HOST}content-type: application/json\r\n`;
const CHUNKED = `${WEBHOOK}transfer-encoding: chunked\r\n\r\n`;

/** One answer, in problem details, and then the connection is closed. */
async function refusalOf({ url }: RunningApp, bytes: string, hangUp = false) {
  const answers = await sendRaw(url, bytes, { hangUp });
  expect(answers).toHaveLength(1);
  const [{ status, headers, body } = { status: 0, headers: new Headers(), body: '' }] = answers;
  expect(headers.get('connection')).toBe('close');
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  expect(Number.isNaN(Date.parse(headers.get('date') ?? ''))).toBe(false);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const problem = JSON.parse(body);
  expect(problem).toMatchObject({ type: 'about:blank', title: expect.any(String), status, detail: expect.any(String) });
  return { status, code: problem.code, detail: problem.detail };
}

test('what is not HTTP gets problem details that say what is wrong, and the connection is closed', async () => {
  const running = await startApp();
  const requests: readonly (readonly [sent: string, status: number, code: string, sentence: string])[] = [
    ['hello\r\n\r\n', 400, 'request_unreadable', 'request line'],
    [`BREW / HTTP/1.1\r\n${HOST}\r\n`, 400, 'request_unreadable', 'request line'],
    [`GET nowhere HTTP/1.1\r\n${HOST}\r\n`, 400, 'request_unreadable', 'request line'],
    [`GET / HTTP/9.9\r\n${HOST}\r\n`, 400, 'request_unreadable', 'request line'],
    [`GET / SMTP/1.1\r\n${HOST}\r\n`, 400, 'request_unreadable', 'request line'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'request_unreadable', 'request line'],
    ['\u0016\u0003\u0001\u0002', 400, 'request_unreadable', 'request line'],
    [`GET / HTTP/1.1\r\n${HOST}a header: 1\r\n\r\n`, 400, 'request_unreadable', 'header'],
    [`GET / HTTP/1.1\r\n${HOST}: 1\r\n\r\n`, 400, 'request_unreadable', 'header'],
    [`GET / HTTP/1.1\r\n${HOST}a: \u0001\r\n\r\n`, 400, 'request_unreadable', ''],
    [`GET / HTTP/1.1\r\n${HOST}a: ${'b'.repeat(1_000_000)}\r\n\r\n`, 431, 'headers_too_large', '16 KiB'],
    [`GET /${'b'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, 431, 'headers_too_large', '16 KiB'],
    [`${WEBHOOK}content-length: many\r\n\r\n`, 400, 'request_unreadable', 'how long the body is'],
    [`${WEBHOOK}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 400, 'request_unreadable', 'how long the body is'],
    [`${WEBHOOK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`, 400, 'request_unreadable', 'how long'],
    [`${WEBHOOK}transfer-encoding: gzip\r\n\r\n{}`, 400, 'request_unreadable', 'how long the body is'],
    [`${CHUNKED}many\r\n`, 400, 'request_unreadable', 'chunk'],
    [`${CHUNKED}2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`, 413, 'body_too_large', 'chunk'],
    [`CONNECT crm:443 HTTP/1.1\r\n${HOST}\r\n`, 501, 'method_unknown', 'CONNECT'],
  ];
  for (const [sent, status, code, sentence] of requests) {
    expect([sent.slice(0, 60), await refusalOf(running, sent)]).toEqual([
      sent.slice(0, 60),
      { status, code, detail: expect.stringContaining(sentence) },
    ]);
  }
});

test('what HTTP has a server refuse in any request is refused in problem details too', async () => {
  const running = await startApp();
  const requests: readonly (readonly [sent: string, status: number, code: string])[] = [
    ['GET /health/live HTTP/1.1\r\n\r\n', 400, 'host_required'],
    [`GET /nowhere HTTP/1.1\r\n${HOST}${HOST}\r\n`, 400, 'host_required'],
    [`GET /health/live HTTP/1.1\r\n${HOST}expect: the-unexpected\r\n\r\n`, 417, 'expectation_unknown'],
    [`${WEBHOOK}expect: the-unexpected\r\ncontent-length: 2\r\n\r\n{}`, 417, 'expectation_unknown'],
    [`${WEBHOOK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501, 'transfer_encoding_unsupported'],
  ];
  for (const [sent, status, code] of requests) {
    expect([sent, await refusalOf(running, sent)]).toMatchObject([sent, { status, code }]);
  }
});

test('HTTP/1.0 needs no Host and knows no expectation, and 100-continue is known', async () => {
  const { url } = await startApp();
  const old = await sendRaw(url, 'GET /health/live HTTP/1.0\r\nexpect: the-unexpected\r\n\r\n');
  expect(old).toMatchObject([{ status: 200, body: '{"status":"ok"}' }]);
  const expecting = `${WEBHOOK}expect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`;
  expect(await sendRaw(url, expecting)).toMatchObject([{ status: 100 }, { status: 401 }]);
});

test('a request that does not come in within its time is answered so', async () => {
  const running = await startApp({ requestTimeoutMs: 500 });
  const late = { status: 408, code: 'request_timeout' };
  const sent = ['', 'GET / HT', `${WEBHOOK}content-length: 20\r\n\r\n{`, `${CHUNKED}2\r\n{}\r\n`];
  const answers = await Promise.all(sent.map((bytes) => refusalOf(running, bytes)));
  expect(answers).toMatchObject([late, late, late, late]);
});

test('a sender that ends in the middle and reads on is told so', async () => {
  const running = await startApp();
  for (const sent of ['GET / HT', `${WEBHOOK}content-length: 20\r\n\r\n{`, `${CHUNKED}2\r\n{}\r\n`]) {
    expect(await refusalOf(running, sent, true)).toMatchObject({
      status: 400,
      detail: expect.stringContaining('ended'),
    });
  }
});

test('requests before the unreadable one on the same connection get their own answers first', async () => {
  const running = await startApp();
  running.intake.before = () => setImmediate();
  const webhook = (id: string) => {
    const body = JSON.stringify({
      type: 'order.refunded',
      timestamp: '2020-12-20T02:00:00Z',
      data: { business_unit: 'experience', refund_id: id, order_id: 'O', refunded_at: '2020-12-20T02:00:00Z' },
    });
    const headers = Object.entries(signatureHeaders(SECRET, id, new Date(), body)).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    return `POST /webhooks/refunds HTTP/1.1\r\n${HOST}content-type: application/json\r\n${headers.join('')}content-length: ${body.length}\r\n\r\n${body}`;
  };
  const answers = await sendRaw(running.url, `${webhook('r1')}${webhook('r2')}rubbish\r\n\r\n`);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 400]);
  // The first one's end is not where it says.
  const longer = `${webhook('r3')}{}`;
  expect((await sendRaw(running.url, longer)).map(({ status }) => status)).toEqual([202, 400]);
  const last = webhook('r4').replace(HOST, `${HOST}connection: close\r\n`);
  expect((await sendRaw(running.url, `${last}\r\nmore`)).map(({ status }) => status)).toEqual([202]);
  expect([...running.intake.events.keys()]).toEqual(['r1', 'r2', 'r3', 'r4']);
});

test('a request that was answered before its body was whole is not answered again', async () => {
  const running = await startApp();
  running.gate.shut();
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
  let answered = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answered += text;
  });
  socket.write(CHUNKED);
  await expect.poll(() => answered).toContain('shutting_down');
  socket.write('many\r\n');
  await once(socket, 'close');
  expect(answered.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test('nobody is answered who is gone', async () => {
  const running = await startApp();
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
  socket.write(`${WEBHOOK}content-length: 20\r\n\r\n{`, () => socket.resetAndDestroy());
  await expect.poll(() => running.log.join()).toContain('broke off');
  expect(running.log.join()).not.toContain('could not be read');
});

test('of a request that is not HTTP the log tells the fault, and nothing of its bytes', async () => {
  const lines: string[] = [];
  const { url } = await startApp({ logger: createLogger('trace', { write: (line) => void lines.push(line) }) });
  await sendRaw(url, 'POST /webhooks/orders HTTP/1.1\r\nhost: shop\r\nwebhook signature: v1,secret\r\n\r\n');
  const line = lines.find((entry) => entry.includes('could not be read')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({
    status: 400,
    fault: 'HPE_INVALID_HEADER_TOKEN',
    requestId: expect.any(String),
  });
  const bytes = /"data":\[|rawPacket/;
  expect(lines.join()).not.toMatch(bytes);
  expect(lines.join()).not.toContain('v1,secret');
});
