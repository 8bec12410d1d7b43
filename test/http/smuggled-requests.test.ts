import { expect, test } from 'vitest';
import { sendRaw, startApp } from '../support/http/app.ts';

const HEAD = 'POST /webhooks/orders HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n';
/** What a proxy takes for the rest of the body and a sloppy server for the next request. */
const HIDDEN = 'GET /health/live?smuggled HTTP/1.1\r\nhost: shop\r\n\r\n';
const chunk = `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`;

test.each<[shape: string, bytes: string]>([
  ['a length and chunks', `${HEAD}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['chunks and a length', `${HEAD}transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['two lengths', `${HEAD}content-length: 0\r\ncontent-length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
  ['a list of lengths', `${HEAD}content-length: 0, ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
  ['a length with a sign', `${HEAD}content-length: +0\r\n\r\n${HIDDEN}`],
  ['a length below nothing', `${HEAD}content-length: -1\r\n\r\n${HIDDEN}`],
  ['a length in hexadecimal', `${HEAD}content-length: 0x0\r\n\r\n${HIDDEN}`],
  ['a length of many digits', `${HEAD}content-length: 18446744073709551616\r\n\r\n${HIDDEN}`],
  ['a length with a blank in it', `${HEAD}content-length: 0 1\r\n\r\n${HIDDEN}`],
  ['a blank before the colon', `${HEAD}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a header on two lines', `${HEAD}a: b\r\n transfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a coding that is not known', `${HEAD}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['chunks under another coding', `${HEAD}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a coding before the chunks', `${HEAD}transfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['chunks said twice', `${HEAD}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  [
    'chunks said by another name',
    `${HEAD}transfer-encoding: chunked\r\ntransfer-encoding: x\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'a line that ends without a return',
    `${HEAD}content-length: 0\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['a return in the middle of a header', `${HEAD}a: b\rtransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a zero byte in a header', `${HEAD}a: b\u0000\r\ncontent-length: 0\r\n\r\n${HIDDEN}`],
  ['a chunk with a sign', `${HEAD}transfer-encoding: chunked\r\n\r\n+${chunk}${HIDDEN}`],
  ['a chunk in another notation', `${HEAD}transfer-encoding: chunked\r\n\r\n0x${chunk}${HIDDEN}`],
  ['a chunk of many digits', `${HEAD}transfer-encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\n${HIDDEN}`],
  ['a chunk that is longer than it says', `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\n${HIDDEN}\r\n0\r\n\r\n`],
  ['a chunk that ends without a return', `${HEAD}transfer-encoding: chunked\r\n\r\n1\nx\n0\n\n${HIDDEN}`],
  ['an extension that ends without a return', `${HEAD}transfer-encoding: chunked\r\n\r\n0;a\n\r\n${HIDDEN}`],
  [
    'chunks of HTTP/1.0',
    `${HEAD.replace('HTTP/1.1', 'HTTP/1.0')}connection: keep-alive\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
])('a body whose end can be read in two ways is refused and ends the connection: %s', async (_shape, bytes) => {
  const { url, log } = await startApp();
  const answers = await sendRaw(url, bytes);
  expect(answers.map(({ status }) => [400, 413, 501].includes(status))).toEqual([true]);
  expect(answers[0]?.headers.get('connection')).toBe('close');
  expect(log.join()).not.toContain('/health/live');
});
