import type { LinkKey } from './link.ts';

/** A record that stood in the CRM before tillbridge, and what it is to stand for. */
export interface FoundLink extends LinkKey {
  readonly module: string;
  readonly crmId: string;
  /** The customer's address in lower case, to find a lead by it. */
  readonly email: string | null;
  /** Whether the CRM has just shown the record; one that it did not is looked at before it is used. */
  readonly seen: boolean;
}

/** What stands in the way of a link: another one, or the event of its order. */
export interface Obstacle {
  readonly kind: string;
  readonly businessUnit: string;
  readonly localId: string;
  /** Null where an event is still to make the record. */
  readonly crmId: string | null;
  /** The event that made the record or is about to; null for one that was imported. */
  readonly eventId: string | null;
}

/** What became of a link that was to be imported. */
export type LinkFate = 'imported' | 'unchanged' | Obstacle;
