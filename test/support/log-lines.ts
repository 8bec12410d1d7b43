import { createLogger } from '../../src/service/logger.ts';

/** A log kept in memory. */
export interface KeptLog {
  readonly log: ReturnType<typeof createLogger>;
  /** The lines about changes of an event's status, in order. */
  changesOf(eventId: string): EventLine[];
}

/** A line about a change of an event's status. */
export interface EventLine {
  readonly event: string;
  readonly status: string;
  readonly type?: string;
  readonly attempt?: number;
  readonly durationMs?: number;
  readonly step?: string | null;
  readonly requestId?: string;
  readonly traceId?: string;
}

/** The lines of the service's own log as they are written, from `info` on. */
export function keepLines() {
  const lines: unknown[] = [];
  return { lines, log: createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) }) };
}

/** The service's own log at its most talkative. */
export function keepLog(): KeptLog {
  const lines: unknown[] = [];
  const log = createLogger('trace', { write: (line) => void lines.push(JSON.parse(line)) });
  return {
    log,
    changesOf(eventId) {
      const changes = lines.filter(isEventLine).filter(({ event }) => event === eventId);
      // A worker may begin before the answer to the webhook is on its way, whose line then comes second.
      const [first, second, ...later] = changes;
      return first?.status === 'running' && second?.status === 'pending' ? [second, first, ...later] : changes;
    },
  };
}

function isEventLine(line: unknown): line is EventLine {
  return (
    typeof line === 'object' &&
    line !== null &&
    'event' in line &&
    'status' in line &&
    typeof line.event === 'string' &&
    typeof line.status === 'string'
  );
}
