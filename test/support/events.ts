import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/client.ts';
import { formatTraceparent, newTrace } from '../../src/domain/trace.ts';
import { claim } from '../../src/inbox/claim.ts';
import type { ClaimedEvent } from '../../src/inbox/claimed-event.ts';
import { insertBatch } from '../../src/inbox/insert-batch.ts';
import type { NewEvent } from '../../src/inbox/types.ts';

/** A registration with ids of its own and no keys, changed as the test wants it. The hashes follow the body. */
export function newEvent(changes: Partial<NewEvent> = {}): NewEvent {
  const id = randomUUID();
  const body = changes.body ?? Buffer.from(JSON.stringify({ type: 'customer.registered', event: id }));
  return {
    id,
    webhookId: `msg_${id}`,
    body,
    contentSha256: sha256(body),
    type: 'customer.registered',
    reading: 1,
    crm: 'suitecrm',
    businessUnit: 'experience',
    userId: null,
    orderId: null,
    refundId: null,
    requestId: `req_${id}`,
    traceparent: formatTraceparent(newTrace(randomBytes)),
    keys: [],
    ...changes,
  };
}

/** An order of a guest; its key is that of the order. */
export function newOrder(orderId: string, changes: Partial<NewEvent> = {}): NewEvent {
  return newEvent({ type: 'order.paid', orderId, keys: [`order:experience:${orderId}`], ...changes });
}

/** A refund of an order. */
export function newRefund(orderId: string, refundId: string, changes: Partial<NewEvent> = {}): NewEvent {
  return newEvent({ type: 'order.refunded', orderId, refundId, keys: [`order:experience:${orderId}`], ...changes });
}

/** Stores events in this order of arrival. */
export async function store(database: Database, ...events: readonly NewEvent[]): Promise<void> {
  await insertBatch(database, events);
}

/** Claims what is due, as one worker with a long lease would. */
export function claimDue(
  database: Database,
  changes: Partial<Parameters<typeof claim>[1]> = {},
): Promise<ClaimedEvent[]> {
  return claim(database, { owner: 'test', limit: 100, leaseMs: 60_000, crm: 'suitecrm', ...changes });
}

/** Stores one event and claims it. */
export async function storeAndClaim(database: Database, event: NewEvent = newEvent()): Promise<ClaimedEvent> {
  await store(database, event);
  const claimed = (await claimDue(database)).find(({ id }) => id === event.id);
  if (claimed === undefined) throw new TypeError(`event ${event.id} was not to be claimed`);
  return claimed;
}

/** The ids alone, for comparisons. */
export function ids(events: readonly { readonly id: string }[]): string[] {
  return events.map(({ id }) => id);
}

/** An event's row. */
export function readEvent(database: Database, id: string) {
  return database.prisma.event.findUniqueOrThrow({ where: { id } });
}

/** An event's rows in the line of each of its keys. */
export function readKeys(database: Database, id: string) {
  return database.prisma.eventKey.findMany({
    where: { eventId: id },
    select: { key: true, holds: true, running: true },
    orderBy: { key: 'asc' },
  });
}

/** Lets the time of an event's next attempt come. */
export async function makeDue(database: Database, ...events: readonly string[]): Promise<void> {
  await database.prisma.event.updateMany({
    where: { id: { in: [...events] } },
    data: { nextAttemptAt: new Date(Date.now() - 1_000) },
  });
}

/** Lets an event's lease run out. */
export async function expireLease(database: Database, id: string): Promise<void> {
  await database.prisma.event.update({ where: { id }, data: { leaseExpiresAt: new Date(Date.now() - 1_000) } });
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
