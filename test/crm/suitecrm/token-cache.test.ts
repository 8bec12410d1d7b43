import { describe, expect, test } from 'vitest';
import { type AccessToken, createTokenCache } from '../../../src/crm/suitecrm/token.ts';

/** A cache over logins that the test answers by hand. */
function setUp(lifeMs = 3_600_000) {
  const time = { now: 1_000_000 };
  const logins: PromiseWithResolvers<AccessToken>[] = [];
  const cache = createTokenCache(
    () => {
      const login = Promise.withResolvers<AccessToken>();
      logins.push(login);
      return login.promise;
    },
    () => time.now,
  );
  const succeed = (value: string) =>
    logins.at(-1)?.resolve({ value, obtainedAt: time.now, expiresAt: time.now + lifeMs });
  return { time, logins, cache, succeed };
}

describe('the token cache', () => {
  test('logs in once for all who wait', async () => {
    const { cache, logins, succeed } = setUp();
    const waiting = Array.from({ length: 50 }, () => cache.current());
    succeed('one');
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['one']));
    expect(logins).toHaveLength(1);
  });

  test('hands a failure to all who wait, and tries again for the next', async () => {
    const { cache, logins, succeed } = setUp();
    const waiting = [cache.current(), cache.current()];
    logins[0]?.reject(new Error('no'));
    for (const one of waiting) await expect(one).rejects.toThrow('no');
    const next = cache.current();
    succeed('two');
    expect(await next).toBe('two');
  });

  test('renews the token a minute before its end', async () => {
    const { cache, logins, time, succeed } = setUp();
    const first = cache.current();
    succeed('one');
    await first;
    time.now += 3_600_000 - 60_001;
    expect(await cache.current()).toBe('one');
    time.now += 1;
    const second = cache.current();
    succeed('two');
    expect(await second).toBe('two');
    expect(logins).toHaveLength(2);
  });

  test('uses a token of a short life for half of it', async () => {
    const { cache, logins, time, succeed } = setUp(10_000);
    const first = cache.current();
    succeed('one');
    await first;
    time.now += 4_999;
    expect(await cache.current()).toBe('one');
    time.now += 1;
    void cache.current();
    expect(logins).toHaveLength(2);
  });

  test('forgets a rejected token, but not the one that has taken its place', async () => {
    const { cache, logins, succeed } = setUp();
    const first = cache.current();
    succeed('one');
    await first;
    cache.invalidate('one');
    const second = cache.current();
    succeed('two');
    await second;
    cache.invalidate('one');
    expect(await cache.current()).toBe('two');
    expect(logins).toHaveLength(2);
  });
});
