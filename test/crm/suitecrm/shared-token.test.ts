import { describe, expect, test } from 'vitest';
import { CredentialsRejected, ServerFailure } from '../../../src/crm/errors.ts';
import { TokenRejected } from '../../../src/crm/suitecrm/errors.ts';
import { fixture } from '../../support/crm/fixture.ts';
import { context, failureOf, JSON_TYPE, startTestCrm, token } from '../../support/crm/test-crm.ts';

const PAGE = fixture('no-result.json');
const QUERY = { filter: { name: 'x' }, size: 1 };
const DENIED = JSON.stringify({ error: 'access_denied', hint: 'Access token has been revoked', message: 'denied' });

describe('the access token over HTTP', () => {
  test('is asked for once by 50 calls at a time', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, PAGE), { config: { concurrency: 50 } });
    await Promise.all(Array.from({ length: 50 }, () => crm.client.search('Contacts', QUERY, context())));
    expect(crm.logins).toHaveLength(1);
    expect(crm.calls).toHaveLength(50);
    expect(new Set(crm.calls.map((call) => call.headers.authorization))).toEqual(new Set(['Bearer token-1']));
  });

  test('is asked for with client_credentials as a form', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, PAGE));
    await crm.client.checkToken(context().signal);
    expect(crm.logins[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(crm.logins[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: '11111111-1111-4111-8111-111111111111',
      client_secret: 'cc_secret',
    });
  });

  test('is asked for with the password grant where a user is set', async () => {
    const user = { name: 'admin', password: 'Ädmin pw+1&x=' };
    await using crm = await startTestCrm((call) => call.answer(200, PAGE), { config: { user } });
    await crm.client.checkToken(context().signal);
    expect(Object.fromEntries(new URLSearchParams(crm.logins[0]?.body))).toMatchObject({
      grant_type: 'password',
      username: 'admin',
      password: 'Ädmin pw+1&x=',
    });
  });

  test('is renewed once for all calls that it fails, and each is repeated once', async () => {
    await using crm = await startTestCrm(
      (call) =>
        call.headers.authorization === 'Bearer token-1' ? call.answer(401, DENIED, JSON_TYPE) : call.answer(200, PAGE),
      { config: { concurrency: 10 } },
    );
    await Promise.all(Array.from({ length: 10 }, () => crm.client.search('Contacts', QUERY, context())));
    expect(crm.logins).toHaveLength(2);
    expect(crm.calls).toHaveLength(20);
    expect(crm.reports.map((report) => report.outcome)).toContain('token_rejected');
  });

  test('is given up after a new one was refused as well', async () => {
    await using crm = await startTestCrm((call) => call.answer(401, DENIED, JSON_TYPE));
    const error = await failureOf(crm.client.create('Leads', 'a', { last_name: 'x' }, context()));
    expect(error).toBeInstanceOf(TokenRejected);
    expect(error).toMatchObject({ errorClass: 'auth', outcomeUnknown: false });
    expect(crm.calls).toHaveLength(2);
  });

  test('is renewed before its end, by the clock', async () => {
    const time = { now: Date.UTC(2026, 10, 21) };
    await using crm = await startTestCrm((call) => call.answer(200, PAGE), { clock: () => time.now });
    await crm.client.search('Contacts', QUERY, context());
    time.now += 3_541_000;
    await crm.client.search('Contacts', QUERY, context());
    expect(crm.calls.map((call) => call.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('survives a failed login: the next call tries again', async () => {
    await using crm = await startTestCrm((call) => call.answer(200, PAGE), {
      onLogin: (login) =>
        crm.logins.length === 1 ? login.answer(500, '', {}) : login.answer(200, token('late'), JSON_TYPE),
    });
    expect(await failureOf(crm.client.search('Contacts', QUERY, context()))).toBeInstanceOf(ServerFailure);
    await crm.client.search('Contacts', QUERY, context());
    expect(crm.calls).toHaveLength(1);
  });

  test.each([
    [500, { error: 'unknown_error', message: 'The password is invalid: hunter2' }],
    [500, { error: 'unknown_error', message: 'OAuth2Clients module with id cc_secret is not found' }],
    [401, { error: 'invalid_client', message: 'Client authentication failed hunter2 cc_secret' }],
  ])('keeps the secrets out of every error when the login fails with %j %j', async (status, body) => {
    const user = { name: 'admin', password: 'hunter2' };
    await using crm = await startTestCrm((call) => call.answer(200, PAGE), {
      config: { user },
      onLogin: (login) => login.answer(status, JSON.stringify(body), JSON_TYPE),
    });
    const error = await failureOf(crm.client.create('Leads', 'a', {}, context()));
    expect(error).toBeInstanceOf(CredentialsRejected);
    const everything = `${String(error)} ${JSON.stringify(error)} ${JSON.stringify(crm.reports)} ${(error as Error).stack}`;
    expect(everything).not.toMatch(/hunter2|cc_secret/);
  });
});
