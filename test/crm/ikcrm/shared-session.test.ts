import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ikcrmFaultActions as faults } from '../../../lab/simulator/ikcrm/index.ts';
import { context, failureOf, line, startWorld, type World } from '../../support/crm/ikcrm-world.ts';

let world: World;

beforeEach(async () => {
  // Long enough for all calls of a test to be waiting for the same login.
  world = await startWorld({ latency: 50 });
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

const calls = (replica: { readonly client: ReturnType<World['replica']>['client'] }, count: number) =>
  Array.from({ length: count }, () => replica.client.contract('104', context()));

describe('the session', () => {
  test('is opened once for the calls of all replicas', async () => {
    const replicas = [world.replica(), world.replica(), world.replica()];
    await Promise.all(replicas.flatMap((replica) => calls(replica, 8)));
    expect(world.logins()).toBe(1);
    await Promise.all(calls(world.replica(), 1));
    expect(world.logins()).toBe(1);
  });

  test('is opened as public clients do, and named by every call', async () => {
    await world.replica().client.checkLogin(context().signal);
    const [login] = world.crm.journal.calls(({ module }) => module === 'login');
    expect(login).toMatchObject({
      method: 'POST',
      path: '/api/v2/auth/login',
      body: {
        device: 'open_api',
        version_code: '9.9.9',
        login: '13800000000',
        password: 'ik_secret',
        corp_id: 'corp-49',
      },
    });
    expect(world.crm.journal.calls(({ module }) => module === 'products')).toHaveLength(1);
  });

  test('that was ended is opened again once for the calls of all replicas, and each call is repeated once', async () => {
    const replicas = [world.replica(), world.replica()];
    await Promise.all(replicas.flatMap((replica) => calls(replica, 1)));
    const first = await world.storedSession();
    world.crm.endSession();
    await Promise.all(replicas.flatMap((replica) => calls(replica, 6)));
    expect(world.logins()).toBe(2);
    expect(await world.storedSession()).not.toBe(first);
    const outcomes = replicas.flatMap(({ reports }) => reports.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(2 + 12 + 2);
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'session_ended']));
  });

  test('that ends while lines are added: they are added once', async () => {
    world.crm.faults.add({ match: { method: 'POST', module: 'contracts' }, action: faults.endSession });
    await world.replica().client.addProducts('105', [line()], context());
    expect(world.crm.lines('105')).toHaveLength(1);
    expect(world.logins()).toBe(2);
  });

  test('that ends again and again is given up, and its dead token is used by nobody', async () => {
    world.crm.faults.add({ match: { module: 'contracts', times: 2 }, action: faults.endSession });
    const { client } = world.replica();
    const error = await failureOf(client.addProducts('105', [line()], context()));
    expect(error).toMatchObject({ code: 'session_ended', errorClass: 'auth', outcomeUnknown: false });
    expect(await world.storedSession()).toBeNull();
    await client.contract('105', context());
  });
});

describe('a login that fails', () => {
  test('is told to all who wait for it, without a secret, and tried once', async () => {
    const replica = world.replica({}, { password: 'hunter2' });
    const errors = await Promise.all(calls(replica, 6).map(failureOf));
    expect(world.logins()).toBe(1);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'credentials_rejected', errorClass: 'auth', outcomeUnknown: false });
      expect(`${error} ${JSON.stringify(error)} ${JSON.stringify(replica.reports)}`).not.toMatch(/hunter2|13800000000/);
    }
  });

  test('because the version code is refused says so', async () => {
    const error = await failureOf(world.replica({}, { versionCode: 'nine' }).client.checkLogin(context().signal));
    expect(error).toMatchObject({ code: 'app_rejected', errorClass: 'auth', crmCode: '100000' });
    expect(String(error)).toContain('check IKCRM_VERSION_CODE');
  });

  test('because the CRM is down is tried again with the next call', async () => {
    world.crm.faults.add({ match: { module: 'login' }, action: faults.badGateway });
    const { client } = world.replica();
    expect(await failureOf(client.contract('104', context()))).toMatchObject({ code: 'server_failure' });
    expect((await client.contract('104', context())).id).toBe('104');
  });

  test('does not go on for a client that was closed', async () => {
    world.crm.faults.add({ match: { module: 'login' }, action: { kind: 'hang', commit: false } });
    const { client } = world.replica();
    const failed = failureOf(client.contract('104', context()));
    await world.crm.journal.waitFor(({ fault }) => fault === 'hang');
    await client.close();
    expect(await failed).toMatchObject({ code: 'call_aborted', outcomeUnknown: false });
    await world.crm.journal.waitFor(({ fault, finishedAt }) => fault === 'hang' && finishedAt !== null);
  });
});
