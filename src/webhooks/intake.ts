import type { AcceptResult, NewEvent } from '../inbox/types.ts';

/** Where accepted webhooks go. */
export interface Intake {
  /**
   * Resolves once the event is committed, or its `webhook-id` is known.
   * @throws {IntakeUnavailable} when it may not have been stored.
   */
  accept(event: NewEvent): Promise<AcceptResult>;
}
