import { describe, expect, it } from 'vitest';
import { ikcrmFaultActions as faults } from '../../../lab/simulator/ikcrm/index.ts';
import { start } from '../../support/simulator/ikcrm-api.ts';

describe('a session', () => {
  it('ends with the next login of the account', async () => {
    const { call, logIn } = await start();
    expect((await call('GET', '/contracts/104')).json?.code).toBe(0);
    await logIn();
    expect((await call('GET', '/contracts/104')).json?.code).toBe(100401);
  });

  it('is ended by hand, or by a fault just before a call', async () => {
    const first = await start();
    first.simulator.endSession();
    expect((await first.call('GET', '/contracts/104')).json?.code).toBe(100401);
    const second = await start();
    second.simulator.faults.add({ match: { module: 'contracts' }, action: faults.endSession });
    expect((await second.call('GET', '/contracts/104')).json?.code).toBe(100401);
  });

  it.each([
    [{ device: 'web' }, 100000, 'device参数错误'],
    [{ version_code: 'x' }, 100000, 'version_code参数错误'],
    [{ password: 'wrong' }, 100901, '账号或密码错误'],
    [{ corp_id: 'other' }, 100901, '账号或密码错误'],
  ])('is not opened with %j', async (over, code, message) => {
    const { logIn } = await start();
    const { status, json } = await logIn(over);
    expect([status, json?.code, json?.message]).toEqual([200, code, message]);
  });

  it('is of no use to a call from another device, which gets the answer of the guide', async () => {
    const { send, token } = await start();
    const { json } = await send('GET', '/api/v2/contracts/104', {
      authorization: `Token token=${token}, device=ios, version_code=9.9.9`,
    });
    expect(json).toEqual({ code: 100000, message: 'device参数错误', error: 'invalid_app_error' });
  });
});

describe('too many calls in a window', () => {
  it('are refused with a code, and counted', async () => {
    const { call, simulator } = await start({ rateLimit: { calls: 3, windowMs: 60_000 } });
    const codes: unknown[] = [];
    for (let calls = 0; calls < 4; calls += 1) codes.push((await call('GET', '/contracts/104')).json?.code);
    // The login was the first.
    expect(codes).toEqual([0, 0, 100902, 100902]);
    expect(simulator.mostCallsInWindow()).toBe(5);
  });
});

describe('a fault', () => {
  const line = { product_asset: { product_id: 511521, quantity: 1 } };
  const add = { method: 'POST', module: 'contracts' };

  it.each([
    ['cut before the work', faults.cutBefore, 0],
    ['cut after the work', faults.cutAfter, 1],
    ['half a body', faults.halfBody, 1],
  ])('%s', async (_, action, added) => {
    const { call, simulator } = await start();
    simulator.faults.add({ match: add, action });
    await expect(call('POST', '/contracts/105/product_assets', line)).rejects.toThrow();
    expect(simulator.lines('105')).toHaveLength(added);
  });

  it.each([
    ['a page', faults.page(), 200, undefined, 0],
    ['a page after the work', faults.page(true), 200, undefined, 1],
    ['a bad gateway', faults.badGateway, 502, undefined, 0],
    ['a code', faults.refuse(123, '怪事'), 200, 123, 0],
    ['a slow answer', { kind: 'slow', ms: 20, commit: 'end' } as const, 200, 0, 1],
  ])('%s', async (_, action, status, code, added) => {
    const { call, simulator } = await start();
    simulator.faults.add({ match: add, action });
    const reply = await call('POST', '/contracts/105/product_assets', line);
    expect([reply.status, reply.json?.code, simulator.lines('105').length]).toEqual([status, code, added]);
    expect(simulator.faults.applied().map((each) => each.call.id)).toEqual(['105']);
  });
});

it('the journal tells every call, with the digits of its numbers', async () => {
  const { send, token, simulator } = await start();
  await send(
    'POST',
    '/api/v2/contracts/105/product_assets?x=1',
    { authorization: `Token token=${token}, device=open_api, version_code=9.9.9`, 'content-type': 'application/json' },
    '{"product_asset":{"product_id":511521,"quantity":1.50}}',
  );
  expect(simulator.journal.calls(({ module }) => module === 'contracts')).toEqual([
    expect.objectContaining({
      method: 'POST',
      path: '/api/v2/contracts/105/product_assets',
      query: 'x=1',
      id: '105',
      status: 200,
      body: { x: '1', product_asset: { product_id: '511521', quantity: '1.50' } },
    }),
  ]);
});
