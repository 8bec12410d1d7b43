import type { Logger } from 'pino';
import { CrmError } from '../crm/errors.ts';
import type { Database } from '../database/client.ts';
import { type ErrorClass, TillbridgeError } from '../domain/errors.ts';
import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import { LeaseLost } from '../inbox/lease-lost.ts';
import { type RetryBounds, retryDelayMs } from '../inbox/retry-policy.ts';
import {
  type Failure,
  release,
  settleDead,
  settleDone,
  settleHeldBack,
  settleRetrying,
  settleWaiting,
} from '../inbox/settle.ts';
import { StepFailed } from '../workflows/runner/steps.ts';
import type { Workflows } from '../workflows/workflows.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { databaseWasAway } from './database-was-away.ts';
import { type Ending, eventLog, type OnSettled, reportEnding } from './event-report.ts';
import type { Lease } from './lease-keeper.ts';

/** What settling an event depends on beside the event. */
export interface ProcessOptions {
  readonly database: Database;
  readonly workflows: Workflows;
  readonly retry: RetryBounds;
  /** How long a call that was left behind may still be at work in the CRM, in milliseconds. */
  readonly quietMs: number;
  /** 0 <= n < 1. */
  readonly random: () => number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
  readonly onSettled?: OnSettled;
  /** Guards the event's CRM. */
  readonly breaker: CircuitBreaker;
  /** True once the process is to end: what is unfinished is given back. */
  readonly stopping: () => boolean;
}

/** A run of one event: what it depends on, its own log, and where its end is told. */
interface Run extends ProcessOptions {
  readonly report: (ending: Ending) => void;
}

/** Runs one claimed event and settles it by what came of it. Rejects only when the database is away. */
export async function processEvent(event: ClaimedEvent, lease: Lease, options: ProcessOptions): Promise<void> {
  const { now, onSettled = () => {} } = options;
  const log = eventLog(options.log, { ...event, attempt: event.attempts });
  const begun = now();
  const report = (ending: Ending) =>
    reportEnding(ending, { log, type: event.type, durationMs: now() - begun, onSettled });
  const run = { ...options, log, report };
  log.info({ status: 'running' }, 'event running');
  try {
    return await runAndSettle(event, lease, run).catch((error: unknown) => {
      if (error instanceof LeaseLost) throw error;
      return settleFailure(event, lease, error, run);
    });
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    log.warn('event left to the worker that took it over');
  }
}

async function runAndSettle(event: ClaimedEvent, lease: Lease, run: Run): Promise<void> {
  const { database, report } = run;
  const result = await run.workflows.run(event, lease, run.stopping);
  if ('repeats' in result) {
    assertSettled(event, await settleDone(database, lease, []));
    const details = { twin: result.repeats };
    report({ outcome: 'done', level: 'info', message: 'event done, as its twin before it', details });
    return;
  }
  run.breaker.succeeded();
  if ('waitingFor' in result) {
    const { waitingFor } = result;
    assertSettled(event, await settleWaiting(database, lease, waitingFor, run.retry.maxMs));
    report({ outcome: 'waiting', level: 'info', message: 'event waiting', details: { waitingFor } });
    return;
  }
  const { warnings } = result;
  const texts = warnings.map(({ text }) => text);
  assertSettled(event, await settleDone(database, lease, texts));
  report({ outcome: 'done', level: 'info', message: 'event done', warnings, details: { warnings: warnings.length } });
}

async function settleFailure(event: ClaimedEvent, lease: Lease, error: unknown, run: Run): Promise<void> {
  const { database, report, retry, breaker } = run;
  const step = error instanceof StepFailed ? error : null;
  const quietMs = step?.outcome === 'left_behind' ? run.quietMs : 0;
  const away = !run.stopping() && mayBeAnOutage(step) && (await breaker.isAway());
  if (run.stopping()) {
    assertSettled(event, await release(database, lease, quietMs));
    report({ outcome: 'given_back', level: 'info', message: 'event given back' });
    return;
  }
  if (databaseWasAway(error)) {
    const delayMs = Math.max(quietMs, retry.baseMs);
    assertSettled(event, await release(database, lease, delayMs));
    const details = { step: step?.step ?? null, err: error };
    report({ outcome: 'given_back', level: 'warn', message: 'event given back: the database was away', details });
    return;
  }
  const failure = toFailure(error);
  const { errorClass, code } = failure;
  const details = { class: errorClass, code, step: failure.step, err: error };
  if (away) {
    assertSettled(event, await settleHeldBack(database, lease, failure, quietMs));
    const message = 'event held back until the CRM is there again';
    report({ outcome: 'held_back', level: 'warn', message, errorClass, details });
    return;
  }
  if (!RETRIED.has(errorClass) || event.attempts >= retry.maxAttempts) {
    assertSettled(event, await settleDead(database, lease, failure));
    report({ outcome: 'dead', level: 'error', message: 'event dead', errorClass, details });
    return;
  }
  const wish = { attempts: event.attempts, retryAfterMs: step?.retryAfterMs ?? null, quietMs };
  const delayMs = retryDelayMs(retry, wish, run.random);
  assertSettled(event, await settleRetrying(database, lease, failure, delayMs));
  report({
    outcome: 'retrying',
    level: 'warn',
    message: 'event retrying',
    errorClass,
    details: { ...details, delayMs },
  });
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
