import type { Database } from '../database/client.ts';
import { TillbridgeError } from '../domain/errors.ts';
import { type Difference, differencesBetween } from '../domain/events/differences.ts';
import type { KnownUnits } from '../domain/events/read-shop-event.ts';
import type { ShopEvent } from '../domain/events/shop-event.ts';
import type { EventContent } from '../inbox/claimed-event.ts';
import { findTwin } from '../inbox/find-twin.ts';
import { readStoredEvent } from './stored-event.ts';

/** Differences that an error names; of more it tells the number. */
const NAMED = 10;

/** What the same is, by event type. */
const SUBJECTS: Readonly<Record<ShopEvent['type'], string>> = {
  'customer.registered': 'registration',
  'order.paid': 'order',
  'order.refunded': 'refund',
  'contract.products': 'batch',
};

/** The same registration, order or refund was sent before with another content, and stands in the CRM as it was then. */
export class RepeatDiffers extends TillbridgeError {
  readonly code = 'repeat_differs';
  readonly errorClass = 'ambiguous';

  constructor(type: ShopEvent['type'], earlier: string, differences: readonly Difference[]) {
    const named = differences.slice(0, NAMED).map(describe);
    const more = differences.length > NAMED ? ` and ${differences.length - NAMED} more` : '';
    super(
      `This ${SUBJECTS[type]} was sent before as event ${earlier}, which is done, and differs from it: ${named.join(', ')}${more}. ` +
        'Nothing was changed in the CRM; where this one is right, correct the records there, then discard this event',
    );
  }
}

/**
 * The event that did before what this one asks for, with the same content: then there is nothing to do. Null = there is none.
 * @throws {RepeatDiffers} where that one said something else.
 */
export async function findRepeated(
  database: Database,
  stored: EventContent,
  event: ShopEvent,
  units: KnownUnits,
): Promise<string | null> {
  const twin = await findTwin(database, stored);
  if (twin === null || twin.sameContent) return twin?.id ?? null;
  const differences = differencesBetween(readStoredEvent(twin, units).event, event);
  if (differences.length > 0) throw new RepeatDiffers(event.type, twin.id, differences);
  return twin.id;
}

function describe({ path, before, now }: Difference): string {
  return before === null && now === null ? path : `${path} (${before ?? 'another'} before, ${now ?? 'another'} now)`;
}
