import type { Database } from '../../database/client.ts';
import { type Decider, writeAudit } from '../audit.ts';
import { isLinked, linkedAddresses, type RecordThatStays, recordsThatStay } from './erase-links.ts';
import { erasePerson } from './erase-person.ts';
import { findEvents } from './find-events.ts';
import { isSettled, readEventStates, type StateOfEvent } from './settled.ts';

/** A unit's customer, by the shop's id. */
export interface CustomerKey {
  readonly businessUnit: string;
  readonly userId: string;
}

/** What an erasure came to, or would. */
export interface Erasure {
  /** How many events are the person's. */
  readonly events: number;
  /** Those of them that are still to be run: while there are any, nothing is erased. */
  readonly inWork: readonly StateOfEvent[];
  /** Those that are dead: what they say is gone with it, and what a replay of theirs can still do is less. */
  readonly dead: readonly StateOfEvent[];
  /** What the CRM holds, and goes on to hold. */
  readonly records: readonly RecordThatStays[];
}

/** What an erasure would do; null = nothing is known of such a customer. */
export async function tryErasure(database: Database, key: CustomerKey): Promise<Erasure | null> {
  const found = await findCustomer(database, key);
  return found === null ? null : found.erasure;
}

/**
 * Erases a customer, as `erasePerson` says; null = nothing is known of one.
 * @throws {StillInWork}
 */
export async function eraseCustomer(database: Database, key: CustomerKey, decider: Decider): Promise<Erasure | null> {
  const found = await findCustomer(database, key);
  if (found === null) return null;
  const { person, events, erasure } = found;
  await erasePerson(database, person, events, {
    except: null,
    tell: (prisma, affected) =>
      writeAudit(prisma, {
        ...decider,
        action: 'customer.erase',
        subject: `${key.businessUnit}/${key.userId}`,
        affected,
        details: { business_unit: key.businessUnit, user_id: key.userId, records: erasure.records.length },
      }),
  });
  return erasure;
}

async function findCustomer(database: Database, key: CustomerKey) {
  const addresses = await linkedAddresses(database.prisma, key);
  const person = { ...key, shop: null, orderIds: [], addresses };
  const events = await findEvents(database, person);
  if (events.own.size === 0 && !(await isLinked(database.prisma, key))) return null;
  const states = await readEventStates(database, [...events.own, ...events.related]);
  const erasure: Erasure = {
    events: states.length,
    inWork: states.filter((state) => !isSettled(state)),
    dead: states.filter(({ status }) => status === 'dead'),
    records: await recordsThatStay(database.prisma, person, events),
  };
  return { person, events, erasure };
}
