import { EventEmitter } from 'node:events';
import type { AlertOutcome, AlertType } from './alerts.ts';
import type { ErrorClass } from './errors.ts';
import type { ReplayMode } from './events/replay-mode.ts';
import type { EventStatus } from './events/status.ts';
import type { Span, Trace } from './trace.ts';
import type { Warning } from './warning.ts';

/** One answered webhook. */
export interface AnsweredWebhook {
  /** The last part of its address, or `other` where there is no such route. */
  readonly route: string;
  /** HTTP status. */
  readonly status: number;
  readonly durationMs: number;
  readonly span: Span;
  /** The event that it became or was known as, and its type; null where it is none. */
  readonly event: { readonly id: string; readonly type: string } | null;
  /** What kept it out, as the answer's problem names it; null where nothing did. */
  readonly problem: string | null;
}

/** How a CRM is doing, as health names it. */
export type CrmStatus = 'up' | 'down' | 'paused';

/** One finished HTTP call to a CRM. */
export interface CallReport {
  /** What it was for, in the words of its CRM. */
  readonly operation: string;
  /** The HTTP method. */
  readonly verb: string;
  readonly module: string;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** `ok` or the error's code. */
  readonly outcome: string;
  readonly durationMs: number;
  /** Of what failed; null where nothing did. */
  readonly errorClass: ErrorClass | null;
  /** Where it went, such as `https://crm.example.com:8443`. */
  readonly origin: string;
  /** Without the query, which may hold what was sought. */
  readonly path: string;
  /** The record that it was about; null where it names none. */
  readonly id: string | null;
  /** Null = it belongs to no event, as a login or a probe. */
  readonly span: Span | null;
  /** Characters around the answer's JSON that do not belong to it: PHP warnings that SuiteCRM prints into its answers. */
  readonly noise?: number;
}

/** One finished HTTP call to the API of a connected shop. */
export interface ShopCallReport
  extends Pick<CallReport, 'status' | 'outcome' | 'durationMs' | 'errorClass' | 'origin'> {
  /** What was asked for, without an id: `orders/<id>/refunds`. */
  readonly title: string;
  /** The operation that asked; null = no event did. */
  readonly asking: Trace | null;
}

/** A step of an event that has ended. */
export interface StepEnded {
  readonly event: { readonly id: string; readonly type: string };
  /** Its key in the journal, which may hold names of the shop's. */
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  /** An earlier attempt may have reached the CRM: it looked before it sent. */
  readonly lookedFirst: boolean;
  readonly span: Span;
  /** Null where it is done. */
  readonly failure: { readonly code: string; readonly errorClass: ErrorClass } | null;
}

/** How this process runs an event. */
export interface RunHere {
  readonly span: Span;
  readonly crm: string;
  readonly businessUnit: string;
  readonly mode: ReplayMode;
}

/** The event that a worker runs, and the request that it came with. */
export interface RunOf {
  readonly id: string;
  readonly type: string;
  readonly attempt: number;
  readonly requestId: string | null;
  /** W3C `traceparent`. */
  readonly traceparent: string | null;
  /** Absent where another process ran it. */
  readonly here?: RunHere;
}

/** The outcomes of a run, each with the status that its event has from then on. */
export const RUN_OUTCOMES = {
  done: 'done',
  dead: 'dead',
  retrying: 'retrying',
  waiting: 'waiting',
  /** Its CRM is away. */
  held_back: 'retrying',
  /** The process stops, its CRM is paused, or its database was away. */
  given_back: 'pending',
  /** Its worker gave no more sign of life. */
  taken_over: 'pending',
} as const satisfies Readonly<Record<string, EventStatus>>;

/** How a run of an event ended. */
export type RunOutcome = keyof typeof RUN_OUTCOMES;

/** The end of a run of an event. */
export interface RunEnded {
  readonly run: RunOf;
  readonly outcome: RunOutcome;
  readonly level: 'info' | 'warn' | 'error';
  /** For people, as it stands in the log. */
  readonly message: string;
  /** From its claim on; null where the worker that claimed it cannot tell any more. */
  readonly durationMs: number | null;
  /** Of what failed; null where nothing did. */
  readonly errorClass: ErrorClass | null;
  /** Warnings on the event beside those of its steps. */
  readonly warnings: readonly Warning[];
  /** More for whoever reads the log; holds no personal data. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The state of the service in Prometheus' text format. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** What happens in a running service, by name. */
export interface ServiceEventMap {
  webhookAnswered: [AnsweredWebhook];
  /** A connected shop's platform posted what is of no use. */
  deliveryIgnored: [{ readonly shop: string; readonly reason: string }];
  /** A commit of the intake stored so many new events. */
  committed: [{ readonly events: number }];
  runBegan: [RunOf];
  runEnded: [RunEnded];
  /** The lease passed on while it ran: another worker has the event. */
  runLost: [RunOf];
  stepEnded: [StepEnded];
  /** A step put these warnings on an event of this type. */
  warned: [{ readonly type: string; readonly warnings: readonly Warning[] }];
  /** So many events were put back in line by a person. */
  replayed: [{ readonly events: number }];
  /** A replay of many events was started. */
  replayStarted: [];
  /** Retention took the payloads and steps of so many events of each type, and so many bytes with them. */
  payloadsRemoved: [{ readonly byType: Readonly<Record<string, number>>; readonly bytes: number }];
  crmCalled: [{ readonly crm: string; readonly call: CallReport }];
  shopCalled: [{ readonly shop: string; readonly call: ShopCallReport }];
  /** The breaker before this CRM, or the API of a shop (`shop:<name>`), has opened. */
  crmAway: [{ readonly crm: string }];
  /** It has closed again, or the first probe of this process was answered. */
  crmAnswers: [{ readonly crm: string }];
  /** Events of this CRM may be claimed again. */
  crmUsable: [{ readonly crm: string }];
  /** A customer of a connected shop asks what is kept of them: a delivery of it said so. */
  dataRequested: [{ readonly shop: string; readonly event: string }];
  /** A try to post an alert is over; `code`: what it failed of, null where it arrived. */
  alertPosted: [{ readonly type: AlertType; readonly durationMs: number; readonly code: string | null }];
  /** What became of so many alerts, or of what was to be told. */
  alertEnded: [{ readonly type: AlertType; readonly outcome: AlertOutcome; readonly count: number }];
  /** A lock was lost under somebody's work; the log has it already. */
  lockLost: [];
}

/**
 * What happens in the service, as it happens: the rooms tell it here, and the log, the metrics and those who wait for work listen. Who
 * listens must not throw: it runs inside of what it hears of.
 */
export class ServiceEvents extends EventEmitter<ServiceEventMap> {}
