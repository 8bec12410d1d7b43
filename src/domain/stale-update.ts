import { ofRecord, type Warning } from './warning.ts';

/** What was told of something, and when it was so: `at` as `readExactInstant` gives it. */
export interface Told {
  readonly at: string;
  /** The event that told it; null where that is not known any more. */
  readonly eventId: string | null;
}

/**
 * Whether an update comes too late: the one that stands is newer. Of two of the same instant the order of arrival decides, and an event
 * that is tried again is never too late by its own mark.
 */
export function isStale(at: string, last: Told): boolean {
  return at < last.at;
}

/** What an event is to say whose update comes too late. `subject`: of what, as `order OTR2020121600004`. */
export function staleUpdate(subject: string, at: string, last: Told): Warning {
  const by = last.eventId === null ? '' : ` (event ${last.eventId})`;
  return ofRecord(
    `This update of ${subject} is of ${at}, older than that of ${last.at}${by}, which stands: nothing was changed`,
  );
}
