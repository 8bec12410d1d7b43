/** Bounds of the backoff in milliseconds, and how many tries an event has. */
export interface RetryBounds {
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

/** What a failed attempt asks of the next one. */
export interface RetryWish {
  /** Tries made, this one included. */
  readonly attempts: number;
  /** What the CRM asked for by Retry-After; clamped, so that a wrong header cannot park an event for ever. */
  readonly retryAfterMs: number | null;
  /** A call may still be at work in the CRM: nothing is sent before it has had this long to finish. */
  readonly quietMs: number;
}

/**
 * The wait before the next attempt: full jitter under an exponential ceiling (base, twice, four times ... up to the maximum),
 * never shorter than what Retry-After or an unknown outcome asks for. `random` gives 0 <= n < 1.
 */
export function retryDelayMs(bounds: RetryBounds, wish: RetryWish, random: () => number): number {
  const ceiling = Math.min(bounds.maxMs, bounds.baseMs * 2 ** Math.min(wish.attempts - 1, 30));
  const jittered = random() * ceiling;
  const asked = Math.min(wish.retryAfterMs ?? 0, bounds.maxMs);
  return Math.ceil(Math.max(jittered, asked, wish.quietMs));
}
