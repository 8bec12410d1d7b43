import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { CrmError } from '../../../src/crm/errors.ts';
import { createSuiteCrm } from '../../../src/crm/suitecrm/client.ts';
import { fixture, idIn } from '../../support/crm/fixture.ts';
import { CONFIG, context, failureOf, type Received, startTestCrm, type TestCrm } from '../../support/crm/test-crm.ts';

const LEAD = fixture('lead-created.json');
const ID = idIn(LEAD);

/** One lead created against a server that does `handle`; what the call rejected with. */
async function createFails(crm: TestCrm): Promise<unknown> {
  return failureOf(crm.client.create('Leads', ID, { last_name: 'Robot4' }, context()));
}

function hang(): void {}

describe('an answer that does not come', () => {
  test('no connection: nothing was sent', async () => {
    const crm = await startTestCrm(hang);
    await crm[Symbol.asyncDispose]();
    const client = createSuiteCrm({ ...CONFIG, url: crm.url });
    const error = await failureOf(client.create('Leads', ID, {}, context()));
    expect(error).toMatchObject({ code: 'crm_unreachable', errorClass: 'transient', outcomeUnknown: false });
    expect(String(error)).toContain('ECONNREFUSED');
    await client.close();
  });

  test('no connection in time: nothing was sent', async () => {
    // Takes the connection and never answers the TLS greeting.
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const client = createSuiteCrm({ ...CONFIG, url: `https://127.0.0.1:${port}`, timeoutMs: 100 });
    const looks: string[] = [];
    const call = client.create('Leads', ID, {}, context({ beforeSend: () => looks.push('looked') }));
    const error = await failureOf(call);
    expect(error).toMatchObject({ code: 'crm_unreachable', errorClass: 'transient', outcomeUnknown: false });
    expect(looks).toEqual([]);
    await client.close();
    await new Promise((resolve) => silent.close(resolve));
  });

  test('cut after the request: a write may have happened, a read has not', async () => {
    await using crm = await startTestCrm((call) => call.socket.destroy());
    const unknown = { code: 'connection_cut', errorClass: 'transient', outcomeUnknown: true, status: null };
    expect(await createFails(crm)).toMatchObject(unknown);
    expect(await failureOf(crm.client.relate('Leads', ID, 'Contacts', ID, context()))).toMatchObject(unknown);
    expect(await failureOf(crm.client.find('Leads', ID, context()))).toMatchObject({
      ...unknown,
      outcomeUnknown: false,
    });
    expect(crm.calls).toHaveLength(3);
  });

  test('cut in the middle of the body', async () => {
    await using crm = await startTestCrm((call) => {
      call.response.writeHead(201, { 'content-length': LEAD.length });
      call.response.write(LEAD.slice(0, 2_000), () => call.socket.destroy());
    });
    expect(await createFails(crm)).toMatchObject({ code: 'connection_cut', outcomeUnknown: true });
  });

  test('half a body that the server takes for a whole one', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD.slice(0, 2_000)));
    expect(await createFails(crm)).toMatchObject({ code: 'unreadable_answer', outcomeUnknown: true, status: 201 });
  });

  test.each(['', '<html>welcome</html>', '{"data":[]}', '{"data":{"type":"Lead","id":7}}', '{"meta":{}}'])(
    'a success that says %j',
    async (body) => {
      await using crm = await startTestCrm((call) => call.answer(201, body));
      expect(await createFails(crm)).toMatchObject({ code: 'unreadable_answer', outcomeUnknown: true });
    },
  );

  test('no headers in time', async () => {
    await using crm = await startTestCrm(hang, { config: { timeoutMs: 100 } });
    expect(await createFails(crm)).toMatchObject({
      code: 'call_timed_out',
      errorClass: 'transient',
      outcomeUnknown: true,
    });
    expect(await failureOf(crm.client.find('Leads', ID, context()))).toMatchObject({ outcomeUnknown: false });
  });

  test('a body that drips: the time limit is for all of it', async () => {
    await using crm = await startTestCrm(
      (call) => {
        call.response.writeHead(201);
        const drip = setInterval(() => call.response.write(' '), 20);
        call.response.once('close', () => clearInterval(drip));
      },
      { config: { timeoutMs: 150 } },
    );
    expect(await createFails(crm)).toMatchObject({ code: 'call_timed_out', outcomeUnknown: true });
  });

  test('a body without end', async () => {
    await using crm = await startTestCrm((call) => {
      call.response.writeHead(200);
      const megabyte = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        while (!call.response.destroyed && call.response.write(megabyte));
      };
      call.response.on('drain', more);
      more();
    });
    expect(await createFails(crm)).toMatchObject({ code: 'unreadable_answer', outcomeUnknown: true });
  });

  test('a login in vain leaves nothing unknown', async () => {
    await using crm = await startTestCrm(hang, { onLogin: (login) => login.socket.destroy() });
    expect(await createFails(crm)).toMatchObject({
      code: 'connection_cut',
      module: 'access_token',
      outcomeUnknown: false,
    });
    expect(crm.calls).toHaveLength(0);
  });

  test('is not asked for again by itself', async () => {
    await using crm = await startTestCrm((call) =>
      call.answer(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' }),
    );
    expect(await createFails(crm)).toMatchObject({ code: 'server_failure', status: 502, outcomeUnknown: true });
    expect(crm.calls).toHaveLength(1);
  });
});

describe('a call that is stopped', () => {
  test('while it waits for an answer: the server may go on', async () => {
    const arrived = Promise.withResolvers<Received>();
    await using crm = await startTestCrm((call) => arrived.resolve(call));
    const stop = new AbortController();
    const call = crm.client.create('Leads', ID, {}, context({ signal: stop.signal }));
    const received = await arrived.promise;
    const closed = once(received.socket, 'close');
    stop.abort();
    expect(await failureOf(call)).toMatchObject({ code: 'call_aborted', outcomeUnknown: true });
    await closed;
  });

  test('before it begins: nothing is sent', async () => {
    await using crm = await startTestCrm(hang);
    const error = await failureOf(crm.client.create('Leads', ID, {}, context({ signal: AbortSignal.abort() })));
    expect(error).toMatchObject({ code: 'call_aborted', outcomeUnknown: false });
    expect(crm.logins).toHaveLength(0);
  });

  test('while others wait for the same token: they get it', async () => {
    const login = Promise.withResolvers<Received>();
    await using crm = await startTestCrm((call) => call.answer(200, fixture('no-result.json')), {
      onLogin: (request) => login.resolve(request),
    });
    const stop = new AbortController();
    const query = { filter: {}, size: 1 };
    const impatient = failureOf(crm.client.search('Contacts', query, context({ signal: stop.signal })));
    const patient = crm.client.search('Contacts', query, context());
    const request = await login.promise;
    stop.abort();
    expect(await impatient).toMatchObject({ code: 'call_aborted', outcomeUnknown: false });
    request.answer(200, JSON.stringify({ access_token: 't', expires_in: 3600 }));
    expect(await patient).toMatchObject({ records: [] });
    expect(crm.calls).toHaveLength(1);
  });

  test('by the last look: not one byte of it leaves, and the error is the look’s own', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    const lost = new Error('lease lost');
    const beforeSend = () => {
      throw lost;
    };
    expect(await failureOf(crm.client.create('Leads', ID, {}, context({ beforeSend })))).toBe(lost);
    expect(crm.logins).toHaveLength(1);
    expect(crm.calls).toHaveLength(0);
    await crm.client.create('Leads', ID, {}, context());
    expect(crm.calls).toHaveLength(1);
  });

  test('the last look comes after the token, right before the call', async () => {
    await using crm = await startTestCrm((call) => call.answer(201, LEAD));
    const seen: number[][] = [];
    await crm.client.create(
      'Leads',
      ID,
      {},
      context({ beforeSend: () => seen.push([crm.logins.length, crm.calls.length]) }),
    );
    expect(seen).toEqual([[1, 0]]);
  });
});

describe('an answer that asks to stay away', () => {
  test.each([
    [429, 'rate_limited'],
    [503, 'server_failure'],
  ])('%i with Retry-After', async (status, code) => {
    await using crm = await startTestCrm((call) => call.answer(status, '', { 'retry-after': '17' }));
    const error = (await createFails(crm)) as CrmError;
    expect(error).toMatchObject({ code, retryAfterMs: 17_000 });
  });

  test('a date is counted from the clock', async () => {
    const now = Date.UTC(2026, 10, 21, 10);
    await using crm = await startTestCrm(
      (call) => call.answer(503, '', { 'retry-after': 'Sat, 21 Nov 2026 10:00:05 GMT' }),
      { clock: () => now },
    );
    expect(await createFails(crm)).toMatchObject({ retryAfterMs: 5_000 });
  });
});
