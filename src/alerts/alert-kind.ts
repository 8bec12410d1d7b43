import type { AlertType } from '../domain/alerts.ts';
import type { ServiceEvents } from '../domain/service-events.ts';

/** Something that people are to be told of. Its texts hold no personal data and no secret. */
export interface Notice {
  readonly type: AlertType;
  /** How many times it happened. */
  readonly count: number;
  /** A line. */
  readonly title: string;
  /** What it means, and what to do. */
  readonly text: string;
  /** When it happened last. */
  readonly at: Date;
}

/** One kind of alert: it notes what it hears of, in bounded memory, and is asked from time to time what there is to tell. */
export interface AlertKind {
  /** Begins to hear what happens in the service. `wake`: to be asked soon. What listens neither throws nor waits. */
  listen(events: ServiceEvents, wake: () => void): void;
  /** What is to be told now. Where it rejects, what was noted stays noted. */
  collect(now: Date): Promise<readonly Notice[]>;
}
