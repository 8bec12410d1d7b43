import { CrmError } from '../crm/errors.ts';
import { type ErrorClass, TillbridgeError } from '../domain/errors.ts';
import { type RetryBounds, retryDelayMs } from '../inbox/retry-policy.ts';
import type { Failure } from '../inbox/settle.ts';
import { ShopCallError } from '../shops/shop-call-error.ts';
import { StepFailed } from '../workflows/runner/steps.ts';
import { databaseWasAway } from './database-was-away.ts';

/** What becomes of an event whose run failed. Times in milliseconds. */
export type Fate =
  /** It goes back into line, and the try does not count. */
  | { readonly kind: 'release'; readonly because: 'stopping' | 'database_away'; readonly delayMs: number }
  /** It waits for its CRM, and the try does not count. `quietMs`: so long a call of it may still be at work there. */
  | { readonly kind: 'held_back'; readonly failure: Failure; readonly quietMs: number }
  | { readonly kind: 'retry'; readonly failure: Failure; readonly delayMs: number }
  | { readonly kind: 'dead'; readonly failure: Failure };

/** How a run failed, and what was going on around it. */
export interface FailedRun {
  readonly error: unknown;
  /** Tries made, this one included. */
  readonly attempts: number;
  /** The process is to end, or the CRM is paused. */
  readonly stopping: boolean;
  /** A probe of the CRM failed as well. */
  readonly crmAway: boolean;
}

/** What the fate depends on beside the run. */
export interface FatePolicy {
  readonly retry: RetryBounds;
  /** How long a call that was left behind may still be at work in the CRM, in milliseconds. */
  readonly quietMs: number;
  /** 0 <= n < 1. */
  readonly random: () => number;
}

const RETRIED: ReadonlySet<ErrorClass> = new Set(['transient', 'auth']);

/** Decides what becomes of a failed event. The first that holds: the process ends; the database was away; the CRM is away; the failure's own class. */
export function fateOf({ error, attempts, stopping, crmAway }: FailedRun, policy: FatePolicy): Fate {
  const { retry, random } = policy;
  const step = error instanceof StepFailed ? error : null;
  const quietMs = step?.outcome === 'left_behind' ? policy.quietMs : 0;
  if (stopping) return { kind: 'release', because: 'stopping', delayMs: quietMs };
  if (databaseWasAway(error))
    return { kind: 'release', because: 'database_away', delayMs: Math.max(quietMs, retry.baseMs) };
  const failure = toFailure(error);
  if (crmAway) return { kind: 'held_back', failure, quietMs };
  if (!RETRIED.has(failure.errorClass) || attempts >= retry.maxAttempts) return { kind: 'dead', failure };
  const wish = { attempts, retryAfterMs: step?.retryAfterMs ?? null, quietMs };
  return { kind: 'retry', failure, delayMs: retryDelayMs(retry, wish, random) };
}

/** Whether a failure may be the whole CRM's and not one event's: only a probe can tell. */
export function mayBeAnOutage(error: unknown): boolean {
  if (!(error instanceof StepFailed)) return false;
  // A shop that refuses the key refuses it for one question; its other deliveries need none.
  if (error.cause instanceof ShopCallError) return error.errorClass === 'transient';
  return error.cause instanceof CrmError && RETRIED.has(error.errorClass);
}

// A fault of our own is retried as well: a newer version may be running by the next attempt.
function toFailure(error: unknown): Failure {
  if (error instanceof TillbridgeError) {
    const step = error instanceof StepFailed ? error.step : null;
    return { errorClass: error.errorClass, code: error.code, step, message: error.message };
  }
  return { errorClass: 'transient', code: 'unexpected', step: null, message: 'The workflow failed unexpectedly' };
}
