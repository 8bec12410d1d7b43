import { expect, it } from 'vitest';
import { TOKEN, useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const EVENT = '/admin/events/0198d7a6-3f5e-7000-8000-000000000000';
const DEPTH = 400_000;
const deep = (inner: string) => `${'['.repeat(DEPTH)}${inner}${']'.repeat(DEPTH)}`;
const deepObject = `${'{"a":'.repeat(DEPTH / 4)}1${'}'.repeat(DEPTH / 4)}`;
const ROUTES = [
  ['POST', `${EVENT}/replay`],
  ['POST', `${EVENT}/discard`],
  ['POST', `${EVENT}/amend`],
  ['POST', '/admin/replays'],
  ['DELETE', '/admin/replays/0198d7a6-3f5e-7000-8000-000000000000'],
  ['POST', '/admin/links/import'],
  ['POST', '/admin/crms/suitecrm/pause'],
  ['DELETE', '/admin/customers/experience/U1'],
] as const;

it.each([
  ['a deep list', deep('')],
  ['deep objects', deepObject],
  ['a deep reason', `{"reason":${deep('')}}`],
  ['a deep payload', `{"reason":"x","payload":${deepObject}}`],
  ['a deep filter', `{"name":"x","reason":"x","filter":${deepObject}}`],
  ['a deep member that is not known', `{"reason":"x","name":"x","more":${deep('')}}`],
  ['the prototype of all objects', '{"reason":"x","__proto__":{"polluted":true}}'],
  ['the prototype by its constructor', '{"reason":"x","constructor":{"prototype":{"polluted":true}}}'],
  ['a prototype that is spelt in escapes', '{"reason":"x","\\u005f\\u005fproto__":{"polluted":true}}'],
  ['a text of a million characters', JSON.stringify({ reason: 'x'.repeat(1_000_000), name: 'x' })],
  ['a number of many digits', `{"reason":"x","name":"x","rate":1${'0'.repeat(400)}}`],
])('%s is refused at every route that takes a body, by no failure of ours', async (_what, body) => {
  const { service } = await start();
  for (const [method, path] of ROUTES) {
    const answer = await fetch(service.url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'idempotency-key': 'k' },
      body,
    });
    expect([path, answer.status]).toEqual([path, expect.toSatisfy((status) => status >= 400 && status < 500)]);
    expect(await answer.json()).toMatchObject({ code: expect.any(String) });
  }
  expect('polluted' in {}).toBe(false);
});
