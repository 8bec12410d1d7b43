import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { OF_NOBODY } from '../../domain/events/erased-body.ts';
import { inTransaction, type Queries } from '../transaction.ts';
import { eraseLinks } from './erase-links.ts';
import { addressOfKey } from './person.ts';
import { redactEvents } from './redact-events.ts';
import { isSettled, readEventStates, StillInWork } from './settled.ts';
import { walkEvents } from './walk-events.ts';

const readAll = rowsBy(
  Type.Object({
    id: Column.text,
    businessUnit: Column.text,
    userId: Column.optionalText,
    keys: Type.Array(Column.text),
  }),
);

/**
 * Takes what all customers of a shop have told out of its events, and their addresses out of the links that those events wrote. Otherwise as
 * `erasePerson`.
 */
export async function eraseShop(
  database: Database,
  shop: string,
  { except, tell }: { readonly except: string; readonly tell: (prisma: Queries, affected: number) => Promise<void> },
): Promise<void> {
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
  const states = await readEventStates(database, ids);
  const open = states.filter((state) => !isSettled(state));
  if (open.length > 0) throw new StillInWork(open);
  const all = new Set(ids);
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
  await inTransaction(database, (prisma) => tell(prisma, states.length));
}
