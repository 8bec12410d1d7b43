import { TillbridgeError } from '../domain/errors.ts';
import { DELIVERY } from '../domain/events/delivery.ts';
import { belongingKeys, isShopEventType } from '../domain/events/event-types.ts';
import { type KnownUnits, readShopEvent, rereadShopEvent } from '../domain/events/read-shop-event.ts';
import { otherThing } from '../domain/events/same-thing.ts';
import type { Fault } from '../domain/faults.ts';
import { readJson } from '../domain/json.ts';
import { type AmendableEvent, amend, lockEvent, sha256 } from '../inbox/amend.ts';
import { replay } from '../inbox/replay.ts';
import { type Decider, writeAudit } from './audit.ts';
import type { Queries } from './transaction.ts';

/** The payload is none for its event: each fault by its path in the payload. */
export class PayloadUnfit extends TillbridgeError {
  readonly code = 'payload_unfit';
  readonly errorClass = 'permanent';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`The payload has ${faults.length} fault${faults.length === 1 ? '' : 's'}.`);
    this.faults = faults;
  }
}

/** The event takes no other payload: it is not dead, or what it did stands. */
export class NotAmendable extends TillbridgeError {
  readonly code: string;
  readonly errorClass = 'permanent';

  constructor(code: string, why: string) {
    super(`The event ${why}.`);
    this.code = code;
  }
}

/**
 * Gives a dead event another payload on somebody's decision, which goes into the audit, and replays it. The payload is judged as a webhook
 * of its type, and must be about the same thing. What the event has written by the first one is put right where it differs. False = no such
 * event. Throws `PayloadUnfit`, `NotAmendable`, and `JsonError` for what no webhook may hold. `body`: the payload as JSON.
 */
export async function amendEvent(
  prisma: Queries,
  id: string,
  body: Uint8Array,
  decider: Decider & { readonly units: KnownUnits },
): Promise<boolean> {
  const { actor, reason, units } = decider;
  const event = await lockEvent(prisma, id);
  if (event === null) return false;
  refuseUnamendable(event);
  if (!isShopEventType(event.type))
    throw new NotAmendable('event_unknown_type', `is of type ${event.type}, which this version does not know`);
  const read = readShopEvent(event.type, readJson(body), units);
  if (!read.ok) throw new PayloadUnfit(read.faults);
  const first = rereadShopEvent(event.type, readJson(event.body), event.reading);
  if (first === null)
    throw new NotAmendable(
      'event_unreadable',
      'was taken in by a version that this one does not know, so its ids cannot be compared',
    );
  const faults = otherThing(first.event, read.event);
  if (faults.length > 0) throw new PayloadUnfit(faults);
  if (read.crm !== event.crm)
    throw new NotAmendable('event_of_other_crm', `is for ${event.crm}, and its unit lives in ${read.crm} now`);
  const { contentSha256, reading } = read;
  const keys = belongingKeys(read.event, read.crm);
  await amend(prisma, id, { body, contentSha256, reading, keys, actor, reason });
  await replay({ prisma }, id, { actor, reason, replayId: null });
  // A hash tells which payload it was without telling of the person.
  const details = { body_sha256: hex(sha256(body)), body_sha256_before: hex(sha256(event.body)) };
  await writeAudit(prisma, { actor, reason, action: 'event.amend', subject: id, affected: 1, details });
  return true;
}

/** Why an event of a status gets no other payload. */
const WHY_NOT: Readonly<Partial<Record<AmendableEvent['status'], string>>> = {
  done: 'is done, and what it made stands; send what has changed as an update, or a refund',
  running: 'runs at this moment; only a dead event gets another payload',
  pending: 'is about to run; only a dead event gets another payload',
  discarded: 'was discarded, and that is for good; send the corrected one as a new webhook',
};

function refuseUnamendable({ type, status, wasDone }: AmendableEvent): void {
  if (type === DELIVERY) {
    const why =
      'is the delivery of a shop, whose platform has signed its payload; set the mapping or the shop right and replay it';
    throw new NotAmendable('event_signed', why);
  }
  if (status !== 'dead') {
    const why = WHY_NOT[status] ?? `is ${status} and goes on by itself; only a dead event gets another payload`;
    throw new NotAmendable(`event_${status}`, why);
  }
  if (wasDone) {
    const why =
      'was done before it was replayed, and what it made stands; replay it, and send what has changed as an update, or a refund';
    throw new NotAmendable('event_was_done', why);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
