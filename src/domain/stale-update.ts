import { ofRecord, type Warning } from './warning.ts';

/** What was told of something, and when it was so. */
export interface Told {
  /** As `readExactInstant` gives it. */
  readonly at: string;
  /** The event that told it; null where that is not known any more. */
  readonly eventId: string | null;
  /** Its place in the order of arrival. */
  readonly seq: bigint | null;
}

/**
 * Whether an update comes too late: what stands is newer. Of two of one instant the last to arrive counts; an event that is tried again
 * is never too late by its own mark.
 */
export function isStale(update: { readonly at: string; readonly seq: bigint }, last: Told): boolean {
  return update.at === last.at ? last.seq !== null && update.seq < last.seq : update.at < last.at;
}

/** What an event is to say whose update comes too late. `subject`: of what, as `order OTR2020121600004`. */
export function staleUpdate(subject: string, at: string, last: Told): Warning {
  const by = last.eventId === null ? '' : ` (event ${last.eventId})`;
  const why = at === last.at ? 'and came before that' : 'older than that';
  return ofRecord(
    `This update of ${subject} is of ${at}, ${why} of ${last.at}${by}, which stands: nothing was changed`,
  );
}
