import type { Database } from '../database/client.ts';
import { readJson } from '../domain/json.ts';
import { findEvent, type SeenEvent } from './seen-event.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A step as ops see it: what was sent and what came back, without secrets, and how long it took. */
export interface SeenStep {
  readonly key: string;
  readonly status: 'pending' | 'done' | 'failed';
  readonly verb: string;
  readonly module: string;
  readonly crmId: string | null;
  readonly attempts: number;
  readonly outcomeUnknown: boolean;
  readonly request: unknown;
  readonly response: unknown;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** One event with all that is known of it. */
export interface EventDetails {
  readonly event: SeenEvent;
  /** The webhook's JSON, each number as it was written. */
  readonly payload: unknown;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly steps: readonly SeenStep[];
}

/** An event, its payload and its journal in the order in which the steps began; null = no such event. */
export async function readEventDetails(database: Database, id: string): Promise<EventDetails | null> {
  const event = await findEvent(database, id);
  if (event === null) return null;
  const stored = await database.prisma.event.findUniqueOrThrow({
    where: { id },
    select: { body: true, requestId: true, traceparent: true },
  });
  const steps = await database.prisma.step.findMany({
    where: { eventId: id },
    orderBy: [{ startedAt: 'asc' }, { key: 'asc' }],
    omit: { eventId: true, leftBehind: true, output: true },
  });
  const { requestId, traceparent } = stored;
  const shown = steps.map((step) => ({
    ...step,
    request: withoutSecrets(step.request),
    response: withoutSecrets(step.response),
  }));
  return { event, payload: readJson(stored.body), requestId, traceparent, steps: shown };
}
