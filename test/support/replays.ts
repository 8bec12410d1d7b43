import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/client.ts';
import { startReplay } from '../../src/operations/replays/start-replay.ts';
import { inTransaction } from '../../src/operations/transaction.ts';
import { ANY_EVENT } from './any-event.ts';
import { ids, newEvent, store } from './events.ts';

export const EVERY_DEAD = ANY_EVENT;

/** Stores dead events; gives their ids in order of arrival. */
export async function storeDead(database: Database, count: number): Promise<string[]> {
  const events = Array.from({ length: count }, () => newEvent());
  await store(database, ...events);
  await database.prisma.event.updateMany({
    where: { id: { in: ids(events) } },
    data: { status: 'dead', finishedAt: new Date() },
  });
  return ids(events);
}

/** Starts a bulk replay of every dead event; gives its id. */
export async function startBulk(database: Database, rate: number, filter = EVERY_DEAD): Promise<string> {
  const id = randomUUID();
  const order = {
    id,
    name: 'outage of Monday',
    actor: 'alice',
    reason: 'it works again',
    choice: { filter },
    mode: 'resume',
    rate,
  } as const;
  await inTransaction(database, (prisma) => startReplay(prisma, order));
  return id;
}

/** Lets the time of a bulk replay's next event come. */
export async function makeReplayDue(database: Database, id: string): Promise<void> {
  await database.prisma
    .$executeRaw`UPDATE replays SET next_at = now() - interval '1 millisecond' WHERE id = ${id}::uuid`;
}
