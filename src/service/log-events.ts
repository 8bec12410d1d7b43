import type { Logger } from 'pino';
import { RUN_OUTCOMES, type RunOf, type ServiceEvents } from '../domain/service-events.ts';
import { parseTraceparent } from '../domain/trace.ts';

/** Writes the lines about the runs of events: each names the event, the attempt, and the request and the trace that it came with. */
export function logEvents(log: Logger, events: ServiceEvents): void {
  events.on('runBegan', (run) => log.info({ ...named(run), status: 'running' }, 'event running'));
  events.on('runLost', (run) => log.warn(named(run), 'event left to the worker that took it over'));
  events.on('runEnded', ({ run, outcome, level, message, durationMs, details }) => {
    const duration = durationMs === null ? {} : { durationMs: Math.round(durationMs) };
    log[level]({ ...named(run), status: RUN_OUTCOMES[outcome], ...details, ...duration }, message);
  });
}

function named({ id, type, attempt, requestId, traceparent }: RunOf) {
  return { event: id, type, attempt, requestId, traceId: parseTraceparent(traceparent)?.traceId ?? null };
}
