import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { context as ikcrmContext, startWorld } from '../support/crm/ikcrm-world.ts';
import { context, failureOf, JSON_TYPE, startTestCrm, token } from '../support/crm/test-crm.ts';
import { listenUntilEnd } from '../support/http/server.ts';

const NO_TOKENS = ['a\r\nx-evil: 1', 'a\nb', 'a b', 'é', '\u0000', '', 'a'.repeat(100_000)];

test('what SuiteCRM hands out for a token is sent back as a header only where it can be one', async () => {
  for (const handedOut of NO_TOKENS) {
    await using crm = await startTestCrm((call) => call.answer(200, '{}'), {
      onLogin: (login) => login.answer(200, token(handedOut), JSON_TYPE),
    });
    expect(await failureOf(crm.client.find('Leads', 'a', context()))).toMatchObject({ code: 'unreadable_answer' });
    expect(crm.calls).toEqual([]);
  }
});

test('nor does that of ikcrm', async () => {
  await using world = await startWorld();
  for (const handedOut of NO_TOKENS) {
    const paths: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      paths.push(url);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ code: 0, data: { user_token: handedOut } }));
    });
    const port = await listenUntilEnd(server);
    const { client } = world.replica({}, { url: `http://127.0.0.1:${port}` });
    expect(await failureOf(client.contract('104', ikcrmContext()))).toMatchObject({ code: 'unreadable_answer' });
    expect(new Set(paths)).toEqual(new Set(['/api/v2/auth/login']));
  }
});
