import type { Database } from '../../../src/database/client.ts';
import { ServiceEvents } from '../../../src/domain/service-events.ts';
import type { Held } from '../../../src/inbox/settle.ts';
import { takeOverExpired } from '../../../src/inbox/take-over.ts';
import { Links } from '../../../src/links/links.ts';
import { Journal } from '../../../src/workflows/runner/journal.ts';
import { JournalWrites } from '../../../src/workflows/runner/journal-writes.ts';
import { untilStill, type WorkingTime } from '../../../src/workflows/runner/left-behind.ts';
import { StepRunner } from '../../../src/workflows/runner/step-runner.ts';
import { claimDue, expireLease } from '../events.ts';
import { unrecorded } from '../tracing.ts';

/** A step as it is written before its call. */
export const BEGIN = {
  key: 'contact',
  verb: 'POST',
  module: 'Contacts',
  crmId: 'c1',
  request: { name: 'Iam' },
} as const;

/** As long as a test waits for what it left behind itself. */
const WORKING_TIME: WorkingTime = { afterTimeOutMs: 150, afterBeginMs: 300 };

export function journalOf(database: Database, held: Held): Journal {
  return new Journal(database, new JournalWrites(database), held);
}

/** A runner as a new attempt of an event has it. */
export async function newAttempt(
  database: Database,
  held: Held,
  stopping = () => false,
  now = () => 0,
): Promise<StepRunner> {
  const journal = journalOf(database, held);
  const links = new Links(database, 'suitecrm');
  return new StepRunner({
    event: { id: held.id, type: 'customer.registered', traceparent: null },
    mode: 'resume',
    journal,
    links,
    earlier: await journal.read(),
    stopping,
    untilStill: (key) =>
      untilStill({ eventId: held.id, key }, { database, time: WORKING_TIME, signal: AbortSignal.timeout(10_000) }),
    now,
    tracing: unrecorded(),
    events: new ServiceEvents(),
  });
}

export function readStep(database: Database, held: Held, key = 'contact') {
  return database.prisma.step.findUniqueOrThrow({ where: { eventId_key: { eventId: held.id, key } } });
}

/** Lets another worker take the event over; gives its lease. */
export async function loseLease(database: Database, held: Held): Promise<Held> {
  await expireLease(database, held.id);
  await takeOverExpired(database, 12);
  const next = (await claimDue(database)).find(({ id }) => id === held.id);
  if (next === undefined) throw new TypeError('the event was not taken over');
  return next;
}
