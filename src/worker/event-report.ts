import type { Logger } from 'pino';
import type { ErrorClass } from '../domain/errors.ts';
import type { EventStatus } from '../domain/events/status.ts';
import { parseTraceparent } from '../domain/trace.ts';
import type { Warning } from '../domain/warning.ts';

/**
 * How a run of an event ended. `held_back`: its CRM is away; `given_back`: the process stops or its database was away;
 * `taken_over`: its worker gave no more sign of life.
 */
export type EventOutcome = 'done' | 'dead' | 'retrying' | 'waiting' | 'held_back' | 'given_back' | 'taken_over';

/** A run of an event that is over. */
export interface EventReport {
  readonly type: string;
  readonly outcome: EventOutcome;
  /** From its claim on; null where the worker that claimed it cannot tell any more. */
  readonly durationMs: number | null;
  /** Of what failed; null where nothing did. */
  readonly errorClass: ErrorClass | null;
  /** Warnings on the event beside those of its steps. */
  readonly warnings: readonly Warning[];
}

/** Told of every run of an event that is over. */
export type OnSettled = (report: EventReport) => void;

/** What every log line about an event names. */
export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly attempt: number;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

/** A logger whose lines name the event, the attempt, and the request and the trace that it came with. */
export function eventLog(log: Logger, { id, type, attempt, requestId, traceparent }: LoggedEvent): Logger {
  return log.child({ event: id, type, attempt, requestId, traceId: parseTraceparent(traceparent)?.traceId ?? null });
}

/** What a run of an event came to: the status that the event has now, and more for whoever reads the log. */
export interface Ending {
  readonly outcome: EventOutcome;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly errorClass?: ErrorClass;
  readonly warnings?: readonly Warning[];
  readonly details?: Readonly<Record<string, unknown>>;
}

const STATUS: Readonly<Record<EventOutcome, EventStatus>> = {
  done: 'done',
  dead: 'dead',
  retrying: 'retrying',
  waiting: 'waiting',
  held_back: 'retrying',
  given_back: 'pending',
  taken_over: 'pending',
};

/** Writes the one line about the end of a run, and tells whoever counts. */
export function reportEnding(
  ending: Ending,
  run: {
    readonly log: Logger;
    readonly type: string;
    readonly durationMs: number | null;
    readonly onSettled: OnSettled;
  },
): void {
  const { outcome, level, message, errorClass = null, warnings = [], details = {} } = ending;
  const durationMs = run.durationMs === null ? {} : { durationMs: Math.round(run.durationMs) };
  run.log[level]({ status: STATUS[outcome], ...details, ...durationMs }, message);
  run.onSettled({ type: run.type, outcome, durationMs: run.durationMs, errorClass, warnings });
}
