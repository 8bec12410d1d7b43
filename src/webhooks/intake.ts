import type { AcceptResult, NewEvent } from '../inbox/types.ts';

/** Where accepted webhooks go. */
export interface Intake {
  /**
   * Resolves once the event is committed, or its `webhook-id` is known.
   * @throws {IntakeUnavailable} when it may not have been stored.
   */
  accept(event: NewEvent): Promise<AcceptResult>;
}

/** Whether new webhooks are taken. Shut once, at the start of the shutdown; what is under way is finished. */
export class IntakeGate {
  #open = true;

  get open(): boolean {
    return this.#open;
  }

  shut(): void {
    this.#open = false;
  }
}
