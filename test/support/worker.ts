import { pino } from 'pino';
import { afterEach } from 'vitest';
import { type CallOutcome, CrmError } from '../../src/crm/errors.ts';
import { suiteCrmCall } from '../../src/crm/suitecrm/call.ts';
import type { Database } from '../../src/database/client.ts';
import type { ErrorClass } from '../../src/domain/errors.ts';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import type { ClaimedEvent } from '../../src/inbox/claimed-event.ts';
import { CircuitBreaker } from '../../src/worker/circuit-breaker.ts';
import { Dispatcher, type DispatcherOptions } from '../../src/worker/dispatcher.ts';
import type { WorkflowOutcome } from '../../src/workflows/outcome.ts';
import { StepFailed } from '../../src/workflows/runner/steps.ts';
import type { WorkflowLease, Workflows } from '../../src/workflows/workflows.ts';
import { unrecorded } from './tracing.ts';

export const DONE: WorkflowOutcome = { warnings: [] };
export const silent = pino({ level: 'silent' });

type Script = (event: ClaimedEvent, lease: WorkflowLease, stopping: () => boolean) => Promise<WorkflowOutcome>;

/** Workflows that do as the test says, and note what ran. */
export class ScriptedWorkflows implements Workflows {
  readonly begun: string[] = [];
  readonly ended: string[] = [];
  readonly #script: Script;
  /** The most events that were in work at once. */
  most = 0;

  constructor(script: Script = async () => DONE) {
    this.#script = script;
  }

  async run(event: ClaimedEvent, lease: WorkflowLease, stopping: () => boolean): Promise<WorkflowOutcome> {
    this.begun.push(event.id);
    this.most = Math.max(this.most, this.begun.length - this.ended.length);
    try {
      return await this.#script(event, lease, stopping);
    } finally {
      this.ended.push(event.id);
    }
  }
}

/** A CRM call that failed, as a step reports it. */
export function stepFailure(
  errorClass: ErrorClass,
  facts: { readonly outcome?: CallOutcome; readonly retryAfterMs?: number } = {},
): StepFailed {
  return new StepFailed('invoice', new CallFailed(errorClass, facts));
}

/** A call to a CRM that failed. */
export class CallFailed extends CrmError {
  readonly code = 'call_failed';
  readonly errorClass: ErrorClass;

  constructor(errorClass: ErrorClass, facts: { readonly outcome?: CallOutcome; readonly retryAfterMs?: number } = {}) {
    super(
      suiteCrmCall({ operation: 'create', verb: 'POST', module: 'AOS_Invoices', id: null }),
      `The CRM failed: ${errorClass}`,
      facts,
    );
    this.errorClass = errorClass;
  }
}

/** What a test may change of a dispatcher. `probe`: what its breaker asks the CRM; it answers unless told otherwise. */
export interface WorkerChanges extends Partial<DispatcherOptions> {
  readonly concurrency?: number;
  readonly probe?: () => Promise<void>;
}

/** A breaker of a CRM that probes every few milliseconds while it is open. */
export function breakerOf(
  probe: () => Promise<void>,
  { concurrency = 4, events = new ServiceEvents() } = {},
): CircuitBreaker {
  return new CircuitBreaker({
    crm: 'suitecrm',
    probe,
    firstProbe: probe,
    probeTimeoutMs: 1_000,
    baseMs: 5,
    maxMs: 20,
    concurrency,
    random: () => 0.5,
    log: silent,
    events,
  });
}

/** Starts dispatchers that are stopped after each test. Retries wait at most half a minute, polls and leases are long. */
export function useDispatchers(): (database: Database, workflows: Workflows, changes?: WorkerChanges) => Dispatcher {
  const started: Dispatcher[] = [];
  const breakers: CircuitBreaker[] = [];
  afterEach(async () => {
    for (const breaker of breakers.splice(0)) breaker.stop();
    await Promise.all(started.splice(0).map((dispatcher) => dispatcher.stop(0)));
  });
  return (database, workflows, { concurrency = 4, probe = async () => {}, ...changes } = {}) => {
    const { events = new ServiceEvents() } = changes;
    const breaker = breakerOf(probe, { concurrency, events });
    const dispatcher = new Dispatcher({
      database,
      workflows,
      owner: `worker ${started.length + 1}`,
      leaseMs: 60_000,
      pollMs: 60_000,
      breakers: new Map([['suitecrm', breaker]]),
      retry: { maxAttempts: 3, baseMs: 1_000, maxMs: 30_000 },
      quietMs: 0,
      now: () => performance.now(),
      random: () => 0.5,
      log: silent,
      tracing: unrecorded(),
      events,
      ...changes,
    });
    started.push(dispatcher);
    dispatcher.start();
    events.on('crmUsable', () => dispatcher.wake());
    breaker.start();
    breakers.push(breaker);
    return dispatcher;
  };
}

/** How many events have a status. */
export function count(
  database: Database,
  status: 'pending' | 'running' | 'retrying' | 'done' | 'dead',
): Promise<number> {
  return database.prisma.event.count({ where: { status } });
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });
}
