import { describe, expect, it } from 'vitest';
import { property } from '../support/simulator/api.ts';
import { start } from '../support/simulator/start.ts';

const currencies = '/module/Currencies?page[size]=1';

describe('an access token', () => {
  it('is good for one hour of the simulated clock', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const { api } = await start({ clock: () => now });
    await api.token();
    now = new Date('2026-01-01T00:59:59Z');
    expect((await api.call('GET', currencies)).status).toBe(200);
    now = new Date('2026-01-01T01:00:01Z');
    const late = await api.call('GET', currencies);
    expect([late.status, property(late.json, 'hint')]).toEqual([401, 'Access token could not be verified']);
  });

  it('lives beside others until all are revoked', async () => {
    const { simulator, api } = await start();
    const [first, second] = [await api.fetchToken(), await api.fetchToken()];
    const status = async (token: string) =>
      (await api.send('GET', '/Api/V8/current-user', { authorization: `Bearer ${token}` })).status;
    expect([await status(first), await status(second)]).toEqual([200, 200]);
    simulator.tokens.revokeAll();
    expect([await status(first), await status(second)]).toEqual([401, 401]);
    expect(await status(await api.fetchToken())).toBe(200);
  });

  it('of another server is refused', async () => {
    const [mine, other] = [await start(), await start()];
    const reply = await mine.api.send('GET', '/Api/V8/current-user', {
      authorization: `Bearer ${await other.api.token()}`,
    });
    expect(property(reply.json, 'hint')).toBe('Access token could not be verified');
  });
});
