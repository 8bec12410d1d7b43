import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RetryBounds, retryDelayMs } from '../../src/inbox/retry-policy.ts';

const bounds: fc.Arbitrary<RetryBounds> = fc
  .record({ maxAttempts: fc.integer({ min: 1, max: 100 }), baseMs: fc.nat(10_000), more: fc.nat(3_600_000) })
  .map(({ maxAttempts, baseMs, more }) => ({ maxAttempts, baseMs, maxMs: baseMs + more }));
const attempts = fc.integer({ min: 1, max: 5_000 });
const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const NOTHING_ASKED = { retryAfterMs: null, quietMs: 0 };

describe('the wait before the next attempt', () => {
  test('lies between nothing and the exponential ceiling, which the maximum bounds', () => {
    fc.assert(
      fc.property(bounds, attempts, draw, (limits, made, random) => {
        const delay = retryDelayMs(limits, { attempts: made, ...NOTHING_ASKED }, () => random);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(limits.maxMs);
        if (made <= 20) expect(delay).toBeLessThanOrEqual(limits.baseMs * 2 ** (made - 1));
        expect(Number.isSafeInteger(delay)).toBe(true);
      }),
    );
  });

  test('uses the whole range: the draw decides alone where in it', () => {
    fc.assert(
      fc.property(bounds, attempts, draw, (limits, made, random) => {
        const ceiling = retryDelayMs(limits, { attempts: made, ...NOTHING_ASKED }, () => 1);
        const delay = retryDelayMs(limits, { attempts: made, ...NOTHING_ASKED }, () => random);
        expect(Math.abs(delay - ceiling * random)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('doubles its ceiling with each try until the maximum', () => {
    const limits = { maxAttempts: 12, baseMs: 1_000, maxMs: 600_000 };
    const ceilings = Array.from({ length: 12 }, (_, index) =>
      retryDelayMs(limits, { attempts: index + 1, ...NOTHING_ASKED }, () => 1),
    );
    expect(ceilings.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(ceilings.slice(9)).toEqual([512_000, 600_000, 600_000]);
  });

  test('is as long as the CRM asked for, but never longer than the maximum', () => {
    fc.assert(
      fc.property(bounds, attempts, draw, fc.nat(100_000_000), (limits, made, random, retryAfterMs) => {
        const delay = retryDelayMs(limits, { attempts: made, retryAfterMs, quietMs: 0 }, () => random);
        expect(delay).toBeGreaterThanOrEqual(Math.min(retryAfterMs, limits.maxMs));
        expect(delay).toBeLessThanOrEqual(limits.maxMs);
      }),
    );
  });

  test('is never shorter than the quiet time after an unknown outcome', () => {
    fc.assert(
      fc.property(bounds, attempts, draw, fc.nat(60_000), (limits, made, random, quietMs) => {
        const delay = retryDelayMs(limits, { attempts: made, retryAfterMs: null, quietMs }, () => random);
        expect(delay).toBeGreaterThanOrEqual(quietMs);
        expect(delay).toBeLessThanOrEqual(Math.max(limits.maxMs, quietMs));
      }),
    );
  });
});
