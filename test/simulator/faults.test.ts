import { describe, expect, it } from 'vitest';
import { faultActions, type SuiteCrmFaultAction } from '../../lab/simulator/suitecrm/index.ts';
import { property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

const create = { method: 'POST', path: '/Api/V8/module' } as const;

describe('a fault', () => {
  const broken: readonly [string, SuiteCrmFaultAction, boolean, string][] = [
    ['closed before the work leaves nothing behind', faultActions.cutBefore, false, 'UND_ERR_SOCKET'],
    ['closed after the work leaves the record', faultActions.cutAfter, true, 'UND_ERR_SOCKET'],
    ['reset before the work leaves nothing behind', faultActions.resetBefore, false, 'ECONNRESET'],
    ['reset after the work leaves the record', faultActions.resetAfter, true, 'ECONNRESET'],
  ];
  it.each(broken)('whose connection is %s', async (_title, action, stored, code) => {
    const { simulator, api } = await start();
    await api.token();
    simulator.faults.add({ match: create, action });
    await expect(api.create('Leads', { last_name: 'Cut' }, ids.lead)).rejects.toMatchObject({ code });
    expect(simulator.record('Leads', ids.lead) !== undefined).toBe(stored);
    expect((await api.create('Leads', { last_name: 'Cut' }, ids.lead)).status).toBe(stored ? 400 : 201);
  });

  it.each([true, false])('that hangs (committed: %s) answers nothing until the client gives up', async (commit) => {
    const { simulator, api } = await start();
    simulator.faults.add({ match: create, action: { kind: 'hang', commit } });
    const hanging = api.create('Leads', { last_name: 'Hung' }, ids.lead);
    const arrived = await simulator.journal.waitFor((call) => call.fault === 'hang');
    if (commit) {
      await expect.poll(() => simulator.record('Leads', ids.lead)?.values.last_name).toBe('Hung');
    }
    expect(arrived.finishedAt).toBeNull();
    await Promise.all([api.close(), expect(hanging).rejects.toThrow()]);
    const ended = await simulator.journal.waitFor((call) => call.fault === 'hang' && call.finishedAt !== null);
    expect(ended.status).toBeNull();
    expect(simulator.record('Leads', ids.lead) !== undefined).toBe(commit);
  });

  it('may send half a body', async () => {
    const { simulator, api } = await start();
    simulator.faults.add({ match: create, action: { kind: 'half-body' } });
    await expect(api.create('Leads', { last_name: 'Half' }, ids.lead)).rejects.toThrow();
    expect(simulator.record('Leads', ids.lead)).toBeDefined();
  });

  const answers: readonly [string, SuiteCrmFaultAction, number, string | undefined][] = [
    ['an empty 500', faultActions.emptyServerError, 500, undefined],
    ['a 502 page', faultActions.badGateway, 502, undefined],
    ['a 503', faultActions.unavailable(7), 503, '7'],
    ['a 429', faultActions.tooManyRequests(3), 429, '3'],
  ];
  it.each(answers)('may answer with %s', async (_title, action, status, retryAfter) => {
    const { simulator, api } = await start();
    simulator.faults.add({ match: create, action });
    const reply = await api.create('Leads', { last_name: 'Refused' }, ids.lead);
    expect([reply.status, reply.headers['retry-after']]).toEqual([status, retryAfter]);
    expect(simulator.record('Leads', ids.lead)).toBeUndefined();
  });

  it.each([true, false])('may answer with a database failure (committed: %s)', async (commit) => {
    const { simulator, api } = await start();
    simulator.faults.add({ match: create, action: { kind: 'database-failure', commit } });
    const reply = await api.create('Leads', { last_name: 'Failed' }, ids.lead);
    expect(reply.status).toBe(400);
    expect(reply.json).toBeUndefined();
    expect(reply.text).toMatch(/\}Database failure\. Please refer to suitecrm\.log for details\.$/);
    expect(simulator.record('Leads', ids.lead) !== undefined).toBe(commit);
  });

  it.each(['before', 'after', 'both'] as const)('may print PHP warnings %s the JSON', async (where) => {
    const { simulator, api } = await start();
    simulator.faults.add({ match: create, action: { kind: 'php-warnings', where } });
    const { status, text } = await api.create('Leads', { last_name: 'Warned' });
    expect(status).toBe(201);
    expect([text.startsWith('{'), text.endsWith('}')]).toEqual([where === 'after', where === 'before']);
  });

  it('may revoke the tokens in use, so that a new one is needed', async () => {
    const { simulator, api } = await start();
    await api.token();
    simulator.faults.add({ match: { module: 'Leads' }, action: { kind: 'revoke-tokens' } });
    const reply = await api.create('Leads', { last_name: 'Late' });
    expect([reply.status, property(reply.json, 'hint')]).toEqual([401, 'Access token has been revoked']);
    api.forgetToken();
    expect((await api.create('Leads', { last_name: 'Late' })).status).toBe(201);
  });

  it.each([
    ['start', true],
    ['end', false],
  ] as const)('may answer slowly, with the work done at the %s of the wait', async (commit, done) => {
    const { simulator, api } = await start();
    simulator.faults.add({ match: create, action: { kind: 'slow', ms: 40, commit } });
    const slow = api.create('Leads', { last_name: 'Slow' }, ids.lead);
    const call = await simulator.journal.waitFor((entry) => entry.fault === 'slow');
    expect([call.finishedAt, simulator.record('Leads', ids.lead) !== undefined]).toEqual([null, done]);
    expect((await slow).status).toBe(201);
    expect((call.finishedAt ?? 0) - call.startedAt).toBeGreaterThanOrEqual(39);
  });

  it('hits the chosen one of the matching calls, is on record, and can be cleared', async () => {
    const { simulator, api } = await start();
    simulator.faults.add({
      match: {
        module: 'Leads',
        body: (body) => property(body, 'data', 'attributes', 'title') === 'x',
        nth: 2,
        times: 2,
      },
      action: { kind: 'access-denied' },
    });
    const statuses: number[] = [];
    for (const title of ['x', 'y', 'x', 'x', 'x']) {
      statuses.push((await api.create('Leads', { last_name: 'N', title })).status);
    }
    expect(statuses).toEqual([201, 201, 400, 400, 201]);
    expect(simulator.faults.applied().map(({ call }) => call.fault)).toEqual(['access-denied', 'access-denied']);
    simulator.faults.add({ match: {}, action: faultActions.badGateway });
    simulator.faults.clear();
    expect((await api.create('Leads', { last_name: 'N' })).status).toBe(201);
  });

  it('may be chosen for every call that no added fault hits, until faults are cleared', async () => {
    const { simulator, api } = await start();
    simulator.faults.add({ match: { ...create, times: 1 }, action: { kind: 'access-denied' } });
    simulator.faults.always(({ module }) => (module === 'Leads' ? faultActions.badGateway : undefined));
    const statusOf = async (module: string) => (await api.create(module, { last_name: 'N' })).status;
    expect([await statusOf('Leads'), await statusOf('Leads'), await statusOf('Contacts')]).toEqual([400, 502, 201]);
    expect(simulator.faults.applied()).toHaveLength(1);
    simulator.faults.clear();
    expect(await statusOf('Leads')).toBe(201);
  });
});
