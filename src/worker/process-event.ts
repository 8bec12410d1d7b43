import type { Logger } from 'pino';
import { CrmError } from '../crm/crm-error.ts';
import type { Database } from '../database/client.ts';
import { isDatabaseAway } from '../database/error-chain.ts';
import { type ErrorClass, TillbridgeError } from '../domain/errors.ts';
import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import { findTwin } from '../inbox/find-twin.ts';
import { LeaseLost } from '../inbox/lease-lost.ts';
import type { RetryBounds } from '../inbox/retry-policy.ts';
import { retryDelayMs } from '../inbox/retry-policy.ts';
import {
  type Failure,
  release,
  settleDead,
  settleDone,
  settleHeldBack,
  settleRetrying,
  settleWaiting,
} from '../inbox/settle.ts';
import { StepFailed } from '../workflows/runner/step-failed.ts';
import type { Workflows } from '../workflows/workflows.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Lease } from './lease-keeper.ts';

/** What settling an event depends on beside the event. */
export interface ProcessOptions {
  readonly database: Database;
  readonly workflows: Workflows;
  readonly retry: RetryBounds;
  /** How long a call whose outcome is unknown may still be at work in the CRM, in milliseconds. */
  readonly quietMs: number;
  /** 0 <= n < 1. */
  readonly random: () => number;
  readonly log: Logger;
  /** Guards the event's CRM. */
  readonly breaker: CircuitBreaker;
  /** True once the process is to end: what is unfinished is given back. */
  readonly stopping: () => boolean;
}

/** When this process should look for work again because of what became of an event, in milliseconds; null = no need. */
export type NextLook = number | null;

/** Runs one claimed event and settles it by what came of it. Rejects only when the database is away. */
export async function processEvent(event: ClaimedEvent, lease: Lease, options: ProcessOptions): Promise<NextLook> {
  const log = options.log.child({ event: event.id, type: event.type, attempt: event.attempts });
  log.info('event running');
  try {
    return await runAndSettle(event, lease, { ...options, log }).catch((error: unknown) => {
      if (error instanceof LeaseLost) throw error;
      return settleFailure(event, lease, error, { ...options, log });
    });
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    log.warn('event left to the worker that took it over');
    return null;
  }
}

async function runAndSettle(event: ClaimedEvent, lease: Lease, options: ProcessOptions): Promise<NextLook> {
  const { log } = options;
  const twin = await findTwin(options.database, event);
  if (twin !== null) {
    const warning = `The same was sent before as event ${twin.id}, with other content; nothing was changed in the CRM`;
    assertSettled(event, await settleDone(options.database, lease, twin.sameContent ? [] : [warning]));
    log.info({ twin: twin.id }, 'event done, as its twin before it');
    return 0;
  }
  const result = await options.workflows.run(event, lease, options.stopping);
  options.breaker.succeeded();
  if ('waitingFor' in result) {
    assertSettled(event, await settleWaiting(options.database, lease, result.waitingFor, options.retry.maxMs));
    log.info({ waitingFor: result.waitingFor }, 'event waiting');
    return null;
  }
  assertSettled(event, await settleDone(options.database, lease, result.warnings));
  log.info({ warnings: result.warnings.length }, 'event done');
  return 0;
}

async function settleFailure(
  event: ClaimedEvent,
  lease: Lease,
  error: unknown,
  options: ProcessOptions,
): Promise<NextLook> {
  const { database, log, retry, breaker } = options;
  const step = error instanceof StepFailed ? error : null;
  const quietMs = step?.outcomeUnknown === true ? options.quietMs : 0;
  const away = !options.stopping() && mayBeAnOutage(step) && (await breaker.isAway());
  if (options.stopping()) {
    assertSettled(event, await release(database, lease, quietMs));
    log.info('event given back');
    return null;
  }
  if (isDatabaseAway(error)) {
    const delayMs = Math.max(quietMs, retry.baseMs);
    assertSettled(event, await release(database, lease, delayMs));
    log.warn({ step: step?.step, err: error }, 'event given back: the database was away');
    return delayMs;
  }
  const failure = toFailure(error);
  const details = { class: failure.errorClass, code: failure.code, step: failure.step };
  if (away) {
    assertSettled(event, await settleHeldBack(database, lease, failure, quietMs));
    log.warn(details, 'event held back until the CRM is there again');
    return null;
  }
  if (!RETRIED.has(failure.errorClass) || event.attempts >= retry.maxAttempts) {
    assertSettled(event, await settleDead(database, lease, failure));
    log.error({ ...details, err: error }, 'event dead');
    return 0;
  }
  const wish = { attempts: event.attempts, retryAfterMs: step?.retryAfterMs ?? null, quietMs };
  const delayMs = retryDelayMs(retry, wish, options.random);
  assertSettled(event, await settleRetrying(database, lease, failure, delayMs));
  log.warn({ ...details, delayMs }, 'event retrying');
  return delayMs;
}

function assertSettled(event: ClaimedEvent, settled: boolean): void {
  if (!settled) throw new LeaseLost(event.id);
}

const RETRIED: ReadonlySet<ErrorClass> = new Set(['transient', 'auth']);

// Of one event or of the whole CRM: only a probe can tell.
function mayBeAnOutage(step: StepFailed | null): boolean {
  return step?.cause instanceof CrmError && RETRIED.has(step.errorClass);
}

// A fault of our own is retried as well: a newer version may be running by the next attempt.
function toFailure(error: unknown): Failure {
  if (error instanceof TillbridgeError) {
    const step = error instanceof StepFailed ? error.step : null;
    return { errorClass: error.errorClass, code: error.code, step, message: error.message };
  }
  return { errorClass: 'transient', code: 'unexpected', step: null, message: 'The workflow failed unexpectedly' };
}
