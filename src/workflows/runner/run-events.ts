import type { CallContext } from '../../crm/call.ts';
import type { Database } from '../../database/client.ts';
import type { CrmName } from '../../domain/events/event-type.ts';
import type { ShopEvent } from '../../domain/events/event-types.ts';
import type { ServiceEvents } from '../../domain/service-events.ts';
import { formatTraceparent, type Tracing } from '../../domain/trace.ts';
import { ofRecord, type Warning } from '../../domain/warning.ts';
import type { ClaimedEvent, EventContent } from '../../inbox/claimed-event.ts';
import type { Links } from '../../links/links.ts';
import type { WorkflowOutcome, WorkflowResult } from '../outcome.ts';
import { doneSteps, endOf, nothingToDo, type Plan, type PlannedCall, PlanningRunner } from '../planning/plan.ts';
import { findRepeated } from '../repeated-event.ts';
import { EventErased, readRunnableEvent, type StoredEvent } from '../stored-event.ts';
import type { Planner, WorkflowLease, Workflows } from '../workflows.ts';
import { Journal, type JournalEntry, readJournal } from './journal.ts';
import { JournalWrites } from './journal-writes.ts';
import { untilStill, type WorkingTime } from './left-behind.ts';
import { StepRunner } from './step-runner.ts';

/** A run of one event that has begun: its lease, its steps, and how it calls the CRM. */
export interface Begun {
  readonly stored: ClaimedEvent;
  readonly lease: WorkflowLease;
  readonly runner: StepRunner;
  readonly context: CallContext;
  /** Adds a warning to the event, once it is done. */
  readonly warn: (warning: Warning) => void;
}

/** A run of one event in thought. */
export interface InThought {
  readonly stored: EventContent;
  readonly runner: PlanningRunner;
  readonly context: CallContext;
  /** Notes what would be sent. */
  readonly note: (call: PlannedCall) => void;
}

/** The workflows of one CRM. */
export interface CrmWorkflows {
  readonly crm: CrmName;
  /** Runs the workflow of an event. */
  work(event: ShopEvent, begun: Begun): Promise<WorkflowResult>;
  /** The same without a call and without writing. */
  think(event: ShopEvent, thought: InThought): Promise<WorkflowResult>;
}

/** What runs of events stand on, whichever the CRM. */
export interface RunOptions {
  readonly database: Database;
  readonly links: Links;
  readonly tracing: Tracing;
  readonly events: ServiceEvents;
  readonly workingTime: WorkingTime;
}

/**
 * Runs and plans events of one CRM: reads what was taken in, does nothing again that another event has done, takes a thing that was told
 * again for the update that it is, and goes on from what the journal knows.
 */
export function runEvents(workflows: CrmWorkflows, options: RunOptions): Workflows & Planner {
  const { database, links, tracing, events, workingTime } = options;
  const writes = new JournalWrites(database);
  return {
    async run(stored, lease, stopping): Promise<WorkflowOutcome> {
      const read = readUnlessErased(stored);
      if (read === null) return { warnings: [NOTHING_LEFT] };
      const journal = new Journal(database, writes, lease);
      const [repeated, earlier] = await Promise.all([findRepeated(database, stored, read), journal.read()]);
      if (repeated !== null && 'twin' in repeated) return { repeats: repeated.twin };
      const runner = new StepRunner({
        event: stored,
        mode: stored.mode,
        journal,
        links,
        earlier,
        stopping,
        untilStill: (key) =>
          untilStill({ eventId: stored.id, key }, { database, time: workingTime, signal: lease.signal }),
        now: () => performance.now(),
        tracing,
        events,
      });
      const warnings = [...read.warnings];
      const context = callContext(stored, lease, runner, tracing);
      const warn = (warning: Warning) => void warnings.push(warning);
      const result = await workflows.work(repeated?.update ?? read.event, { stored, lease, runner, context, warn });
      if ('waitingFor' in result) return result;
      for (const left of runner.leftSuperseded()) warnings.push(ofRecord(supersededText(left)));
      return { warnings };
    },

    async plan(event, mode = 'resume'): Promise<Plan> {
      const stored = mode === 'resume' ? event : { ...event, mode };
      const read = readRunnableEvent(stored);
      const repeated = await findRepeated(database, stored, read);
      if (repeated !== null && 'twin' in repeated) return nothingToDo(repeated.twin);
      const journal = await readJournal(database, stored.id);
      const earlier = mode === 'resume' ? journal : doubted(journal);
      const runner = new PlanningRunner(earlier, stored.mode);
      const context = { signal: new AbortController().signal, beforeSend: () => {} };
      const calls: PlannedCall[] = [];
      const note = (call: PlannedCall) => void calls.push(call);
      const told = repeated?.update ?? read.event;
      const end = await endOf(() => workflows.think(told, { stored, runner, context, note }));
      return { done: doneSteps(runner, earlier), calls, note: end };
    },
  };
}

function supersededText({ key, module, crmId }: JournalEntry): string {
  return `${module} ${crmId ?? ''} stands as the payload said before it was amended (step ${key}); set it right in the CRM if need be`;
}

/** Null = it is to look again at what it made, and its person was erased from it with all that there is to look for. */
function readUnlessErased(stored: ClaimedEvent): StoredEvent | null {
  try {
    return readRunnableEvent(stored);
  } catch (error) {
    if (error instanceof EventErased && stored.mode !== 'resume') return null;
    throw error;
  }
}

export const NOTHING_LEFT = ofRecord(
  'What the event told was erased with the person: nothing was looked at and nothing made',
);

/** The journal as a replay that looks again would make it. */
function doubted(journal: ReadonlyMap<string, JournalEntry>): ReadonlyMap<string, JournalEntry> {
  const doubtful = (entry: JournalEntry): JournalEntry =>
    entry.status === 'done' && entry.doubt === null ? { ...entry, doubt: 'stale' } : entry;
  return new Map([...journal].map(([key, entry]) => [key, doubtful(entry)]));
}

/**
 * How a run of an event calls its CRM: only while the lease is held, under the request id of the webhook that brought it, and in
 * that webhook's trace, where each call is an operation of its own that the step asks for. Every attempt and every replay of the event is
 * in the same trace.
 */
export function callContext(
  event: ClaimedEvent,
  lease: WorkflowLease,
  runner: Pick<StepRunner, 'sending' | 'soon' | 'at'>,
  tracing: Tracing,
): CallContext {
  const request = event.requestId === null ? {} : { 'x-request-id': event.requestId };
  return {
    signal: lease.signal,
    beforeSend: () => lease.assertHeld(),
    sending: () => runner.sending(),
    soon: () => runner.soon(),
    origin() {
      const span = tracing.next(runner.at);
      return { span, headers: { ...request, traceparent: formatTraceparent(span.at) } };
    },
  };
}
