import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { OF_NOBODY } from '../../domain/events/erased-body.ts';
import { inTransaction, type Queries } from '../transaction.ts';
import { eraseLinks } from './erase-links.ts';
import { addressOfKey } from './person.ts';
import { redactEvents } from './redact-events.ts';
import { isSettled, readEventStates, type StateOfEvent, StillInWork } from './settled.ts';
import { walkEvents } from './walk-events.ts';

const readAll = rowsBy(
  Type.Object({
    id: Column.text,
    businessUnit: Column.text,
    userId: Column.optionalText,
    keys: Type.Array(Column.text),
  }),
);

/** What the erasure of a shop came to, or would. */
export interface ShopErasure {
  /** How many events of the shop tell of people. */
  readonly events: number;
  /** Those of them that are still to be run: while there are any, nothing is erased. */
  readonly inWork: readonly StateOfEvent[];
  /** Those that are dead: what they say is gone with it. */
  readonly dead: readonly StateOfEvent[];
}

/** What the erasure of a shop would do; null = nothing of it tells of people. */
export async function tryShopErasure(database: Database, shop: string): Promise<ShopErasure | null> {
  const { states } = await findShop(database, shop, null);
  return states.length === 0 ? null : erasureOf(states);
}

/**
 * Takes what all customers of a shop have told out of its events, deliveries whole, and their addresses out of the links that those events wrote.
 * Otherwise as `erasePerson`. `except`: the event that asks for it, which stays; null where a person does. Null = nothing of it tells of people.
 * @throws {StillInWork}
 */
export async function eraseShop(
  database: Database,
  shop: string,
  {
    except,
    tell,
  }: { readonly except: string | null; readonly tell: (prisma: Queries, affected: number) => Promise<void> },
): Promise<ShopErasure | null> {
  const { all, states } = await findShop(database, shop, except);
  const erasure = erasureOf(states);
  if (erasure.inWork.length > 0) throw new StillInWork(erasure.inWork);
  await redactEvents(
    database,
    states.map(({ id }) => id),
    async (prisma, part) => {
      const rows = await readAll(
        prisma,
        sql`SELECT id, business_unit AS "businessUnit", user_id AS "userId", keys FROM events WHERE id = ANY (${[...part]}::uuid[])`,
      );
      for (const { businessUnit, userId, keys } of rows) {
        const addresses = new Set(keys.flatMap((key) => addressOfKey(key) ?? []));
        const person = { businessUnit, shop, userId, orderIds: [], addresses: [] };
        await eraseLinks(prisma, person, { addresses, own: all, related: new Set() });
      }
    },
  );
  if (except === null && states.length === 0) return null;
  await inTransaction(database, (prisma) => tell(prisma, states.length));
  return erasure;
}

async function findShop(database: Database, shop: string, except: string | null) {
  const ids: string[] = [];
  await walkEvents(database.prisma, shop, async (stretch) => {
    const rows = await readAll(
      database.prisma,
      sql`
      SELECT id, business_unit AS "businessUnit", user_id AS "userId", keys FROM events e
      WHERE ${stretch} AND e.type <> ALL (${[...OF_NOBODY]}::text[])`,
    );
    ids.push(...rows.map(({ id }) => id).filter((id) => id !== except));
  });
  return { all: new Set(ids), states: await readEventStates(database, ids) };
}

function erasureOf(states: readonly StateOfEvent[]): ShopErasure {
  return {
    events: states.length,
    inWork: states.filter((state) => !isSettled(state)),
    dead: states.filter(({ status }) => status === 'dead'),
  };
}
