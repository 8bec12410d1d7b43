import type { Database } from '../database/client.ts';
import { TillbridgeError } from '../domain/errors.ts';
import { type Difference, differencesBetween } from '../domain/events/differences.ts';
import { eventType, type ShopEvent, type ShopEventType } from '../domain/events/event-types.ts';
import type { EventContent } from '../inbox/claimed-event.ts';
import { findTwin } from '../inbox/find-twin.ts';
import { recallEvent } from './stored-event.ts';

/** Differences that an error names; of more it tells the number. */
const NAMED = 10;

/** The same registration, order or refund was sent before with another content, and stands in the CRM as it was then. */
export class RepeatDiffers extends TillbridgeError {
  readonly code = 'repeat_differs';
  readonly errorClass = 'ambiguous';

  /** `differences`: null where the earlier one cannot be read any more. */
  constructor(type: ShopEventType, earlier: string, differences: readonly Difference[] | null) {
    super(
      `This ${eventType(type).subject} was sent before as event ${earlier}, which is done, and differs from it: ${listOf(differences)}. ` +
        'Nothing was changed in the CRM; where this one is right, correct the records there, then discard this event',
    );
  }
}

/**
 * The event that did before what this one asks for, with the same content: then there is nothing to do. Null = there is none.
 * @throws {RepeatDiffers} where that one said something else.
 */
export async function findRepeated(database: Database, stored: EventContent, event: ShopEvent): Promise<string | null> {
  const twin = await findTwin(database, stored);
  if (twin === null || twin.sameContent) return twin?.id ?? null;
  const earlier = recallEvent(twin)?.event ?? null;
  const differences = earlier === null ? null : differencesBetween(earlier, event);
  if (differences === null || differences.length > 0) throw new RepeatDiffers(event.type, twin.id, differences);
  return twin.id;
}

function listOf(differences: readonly Difference[] | null): string {
  if (differences === null) return 'in what, cannot be told, since an older version took that one in';
  const named = differences.slice(0, NAMED).map(describe).join(', ');
  return differences.length > NAMED ? `${named} and ${differences.length - NAMED} more` : named;
}

function describe({ path, before, now }: Difference): string {
  return before === null && now === null ? path : `${path} (${before ?? 'another'} before, ${now ?? 'another'} now)`;
}
