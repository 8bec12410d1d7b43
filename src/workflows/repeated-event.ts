import type { Database } from '../database/client.ts';
import { TillbridgeError } from '../domain/errors.ts';
import { type Difference, differencesBetween, hashOfSaid } from '../domain/events/differences.ts';
import { erasedBody } from '../domain/events/erased-body.ts';
import { eventType, type ShopEvent, type ShopEventType } from '../domain/events/event-types.ts';
import { asUpdate, waysOut } from '../domain/events/repeats.ts';
import type { EventContent } from '../inbox/claimed-event.ts';
import { findTwin } from '../inbox/find-twin.ts';
import { recallEvent, type StoredEvent } from './stored-event.ts';

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
        `Nothing was changed in the CRM; ${waysOut(type)}`,
    );
  }
}

/** What an event is that tells of something which another one told before: the same, by that event; or an update of it. */
export type Repeated = { readonly twin: string } | { readonly update: ShopEvent };

/**
 * What an event is beside one that is done and told of the same thing. Null = there is none, and it is to be done.
 * @throws {RepeatDiffers} where that one said something else, and this is no update of it.
 */
export async function findRepeated(
  database: Database,
  stored: EventContent,
  { event, at }: Pick<StoredEvent, 'event' | 'at'>,
): Promise<Repeated | null> {
  const twin = await findTwin(database, stored);
  if (twin === null) return null;
  if (twin.sameContent || twin.said === hashOfSaid(event)) return { twin: twin.id };
  const earlier = recallEvent(twin);
  if (earlier === null) throw new RepeatDiffers(event.type, twin.id, null);
  const differences = [
    ...differencesBetween(earlier.event, earlier.isErased ? moneyOf(stored, event) : event),
    ...(earlier.isRemoved ? statedBeside(event) : []),
  ];
  if (differences.length === 0) return { twin: twin.id };
  const told = { at: earlier.at, eventId: twin.id, seq: twin.seq };
  const update = asUpdate({ event, differences, at, told });
  if (update === null) throw new RepeatDiffers(event.type, twin.id, differences);
  return { update };
}

/** What an event says beside its person: all that one from which a person was erased can be compared with. A customer is nothing but that. */
function moneyOf(stored: EventContent, event: ShopEvent): ShopEvent {
  if (event.type === 'customer.registered') return event;
  return recallEvent({ ...stored, body: erasedBody(stored.type, stored.body) })?.event ?? event;
}

/** What an order states beside its money, where nobody can tell any more whether the one before stated the same: an update says it again. */
function statedBeside(event: ShopEvent): Difference[] {
  if (event.type !== 'order.paid') return [];
  const { description, billingAddress, shippingAddress } = event.order;
  const stated = { description: description || null, billingAddress, shippingAddress };
  return Object.entries(stated)
    .filter(([, value]) => value !== null)
    .map(([field]) => ({ path: `order ${field}`, before: null, now: null }));
}

function listOf(differences: readonly Difference[] | null): string {
  if (differences === null) return 'in what, cannot be told, since an older version took that one in';
  const named = differences.slice(0, NAMED).map(describe).join(', ');
  return differences.length > NAMED ? `${named} and ${differences.length - NAMED} more` : named;
}

function describe({ path, before, now }: Difference): string {
  return before === null && now === null ? path : `${path} (${before ?? 'another'} before, ${now ?? 'another'} now)`;
}
