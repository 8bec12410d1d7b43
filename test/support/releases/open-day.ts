import { sql } from '../../../src/database/client.ts';
import type { Database } from '../../../src/database/open.ts';
import { busyDay, type Shopper } from '../process-day.ts';
import type { Lane, Message } from '../process-traffic.ts';
import { waitFor } from '../wait-for.ts';

/** A shop that is open until it is closed: one customer comes after the other, as fast as what they do is done. */
export interface OpenDay {
  /** Each serves one customer at a time. */
  readonly lanes: readonly Lane[];
  /** Those who came so far. */
  readonly shoppers: readonly Shopper[];
  /** Resolves when so many more events are done than at this moment. Rejects for one that is dead. */
  moreAreDone(count: number): Promise<void>;
  /** Lets nobody in any more; who is there finishes. */
  close(): void;
}

const MOST_CUSTOMERS = 1_000;
/** So many events are open at most, so that the load lasts as long as the test. */
const MOST_OPEN = 16;
const PATIENCE_MS = 60_000;

/** `database`: whatever its schema is; it is asked by statements that every release knows. */
export function openDay({ prisma }: Database, lanes: number): OpenDay {
  const waiting = busyDay(MOST_CUSTOMERS);
  const shoppers: Shopper[] = [];
  let isOpen = true;
  const count = async () => {
    const [row] = await prisma.$queryRaw<{ open: number; done: number; dead: string | null }[]>(sql`
      SELECT count(*) FILTER (WHERE status <> 'done')::int AS open, count(*) FILTER (WHERE status = 'done')::int AS done,
             min(error_message) FILTER (WHERE status = 'dead') AS dead
      FROM events`);
    if (row === undefined) throw new TypeError('A count has a row');
    if (row.dead !== null) throw new Error(`An event is dead: ${row.dead}`);
    return row;
  };
  async function* serve(): AsyncGenerator<Message> {
    while (isOpen) {
      const shopper = waiting.shift();
      if (shopper === undefined) throw new Error(`${MOST_CUSTOMERS} customers are not enough`);
      shoppers.push(shopper);
      for (const message of shopper.messages) {
        await waitFor('the inbox has room', async () => (await count()).open < MOST_OPEN, PATIENCE_MS);
        yield message;
      }
    }
  }
  return {
    lanes: Array.from({ length: lanes }, serve),
    shoppers,
    async moreAreDone(more) {
      const { done: before } = await count();
      await waitFor(`${more} more events are done`, async () => (await count()).done >= before + more, PATIENCE_MS);
    },
    close() {
      isOpen = false;
    },
  };
}
