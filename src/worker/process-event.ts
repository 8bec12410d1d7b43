import type { Database } from '../database/client.ts';
import type { ErrorClass } from '../domain/errors.ts';
import type { RunEnded, RunHere, RunOf, ServiceEvents } from '../domain/service-events.ts';
import { formatTraceparent, parseTraceparent, type Tracing } from '../domain/trace.ts';
import type { Warning } from '../domain/warning.ts';
import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import { LeaseLost } from '../inbox/lease-fence.ts';
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
import { type FatePolicy, fateOf, mayBeAnOutage } from './fate.ts';
import type { Lease } from './lease-keeper.ts';

/** What settling an event depends on beside the event. */
export interface ProcessOptions extends FatePolicy {
  readonly database: Database;
  readonly workflows: Workflows;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  readonly tracing: Tracing;
  /** Told of what becomes of the event. */
  readonly events: ServiceEvents;
  /** Guards the event's CRM. */
  readonly breaker: CircuitBreaker;
  /** True once the process is to end, or the CRM is paused: what is unfinished is given back. */
  readonly stopping: () => boolean;
}

/** How a run ended, as far as it differs from run to run. */
interface Ending extends Pick<RunEnded, 'outcome' | 'level' | 'message'> {
  readonly errorClass?: ErrorClass;
  readonly warnings?: readonly Warning[];
  readonly details?: RunEnded['details'];
}

/** A run of one event: what it depends on, and where its end is told. */
interface Run extends ProcessOptions {
  readonly report: (ending: Ending) => void;
}

/** Runs one claimed event and settles it by what came of it. Rejects only when the database is away. */
export async function processEvent(claimed: ClaimedEvent, lease: Lease, options: ProcessOptions): Promise<void> {
  const { now, events, tracing } = options;
  const { crm, businessUnit, mode } = claimed;
  const asking = parseTraceparent(claimed.traceparent);
  const span = asking === null ? tracing.enter(null) : tracing.next(asking);
  const run = runOf(claimed, { span, crm, businessUnit, mode });
  // What the run asks for is asked for by it, no longer by what brought the event.
  const event = { ...claimed, traceparent: formatTraceparent(span.at) };
  const begun = now();
  const report = (ending: Ending) => {
    const usual = { errorClass: null, warnings: [], details: {} };
    events.emit('runEnded', { run, durationMs: now() - begun, ...usual, ...ending });
  };
  events.emit('runBegan', run);
  try {
    return await runAndSettle(event, lease, { ...options, report }).catch((error: unknown) => {
      if (error instanceof LeaseLost) throw error;
      return settleFailure(event, lease, error, { ...options, report });
    });
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    events.emit('runLost', run);
  }
}

function runOf({ id, type, attempts, requestId, traceparent }: ClaimedEvent, here: RunHere): RunOf {
  return { id, type, attempt: attempts, requestId, traceparent, here };
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
  const lasting = warnings.filter(({ lasts }) => lasts === true).map(({ text }) => text);
  const forget = result.forget === true;
  assertSettled(event, await settleDone(database, lease, texts, { lasting, forget }));
  report({ outcome: 'done', level: 'info', message: 'event done', warnings, details: { warnings: warnings.length } });
}

async function settleFailure(event: ClaimedEvent, lease: Lease, error: unknown, run: Run): Promise<void> {
  const { database, report, breaker } = run;
  const crmAway = !run.stopping() && mayBeAnOutage(error) && (await breaker.isAway());
  const fate = fateOf({ error, attempts: event.attempts, stopping: run.stopping(), crmAway }, run);
  switch (fate.kind) {
    case 'release': {
      assertSettled(event, await release(database, lease, fate.delayMs));
      if (fate.because === 'stopping') {
        report({ outcome: 'given_back', level: 'info', message: 'event given back' });
        return;
      }
      const details = { step: error instanceof StepFailed ? error.step : null, err: error };
      report({ outcome: 'given_back', level: 'warn', message: 'event given back: the database was away', details });
      return;
    }
    case 'held_back': {
      assertSettled(event, await settleHeldBack(database, lease, fate.failure, fate.quietMs));
      const message = 'event held back until the CRM is there again';
      report({ outcome: 'held_back', level: 'warn', message, ...about(fate.failure, error) });
      return;
    }
    case 'dead':
      assertSettled(event, await settleDead(database, lease, fate.failure));
      report({ outcome: 'dead', level: 'error', message: 'event dead', ...about(fate.failure, error) });
      return;
    case 'retry': {
      const { failure, delayMs } = fate;
      assertSettled(event, await settleRetrying(database, lease, failure, delayMs));
      const { errorClass, details } = about(failure, error);
      const told = { ...details, delayMs };
      report({ outcome: 'retrying', level: 'warn', message: 'event retrying', errorClass, details: told });
    }
  }
}

function about({ errorClass, code, step }: Failure, error: unknown) {
  return { errorClass, details: { class: errorClass, code, step, err: error } };
}

function assertSettled(event: ClaimedEvent, settled: boolean): void {
  if (!settled) throw new LeaseLost(event.id);
}
