import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { TOKEN, useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const URL_OF = '/admin/events/0198d7a6-3f5e-7000-8000-000000000000/replay';
const REASON = JSON.stringify({ reason: 'for René' });

it('a body is taken as JSON in UTF-8 as it is, and refused with the reason where it says or is anything else', async () => {
  const { service } = await start();
  const requests: readonly (readonly [
    headers: Record<string, string>,
    body: string | Buffer,
    status: number,
    code: string,
  ])[] = [
    [{}, REASON, 404, 'event_unknown'],
    [
      { 'content-type': 'application/json; charset="UTF-8"', 'content-encoding': 'identity' },
      REASON,
      404,
      'event_unknown',
    ],
    [{ 'content-type': 'application/json; charset=iso-8859-1' }, REASON, 415, 'charset_unsupported'],
    [{ 'content-encoding': 'gzip' }, gzipSync(REASON), 415, 'content_encoding_unsupported'],
    [{ 'content-encoding': 'br' }, REASON, 415, 'content_encoding_unsupported'],
    [{ 'content-type': 'text/plain' }, REASON, 415, 'media_type_unsupported'],
    [{}, Buffer.from(REASON, 'latin1'), 400, 'json_invalid'],
  ];
  for (const [headers, body, status, code] of requests) {
    const answer = await fetch(`${service.url}${URL_OF}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
      body,
    });
    expect([headers, answer.status, await answer.json()]).toMatchObject([headers, status, { status, code }]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('accept-encoding')).toBe(code.startsWith('content_encoding') ? 'identity' : null);
  }
});
