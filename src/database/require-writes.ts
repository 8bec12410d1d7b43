import Type from 'typebox';
import { type Database, raw } from './client.ts';
import { DatabaseAway } from './errors.ts';
import { Column, rowsBy } from './rows.ts';
import { NO_WRITES, TAKES_WRITES } from './writable.ts';

const readAnswer = rowsBy(Type.Object({ takesWrites: Column.boolean }));

/** Rejects with a `DatabaseAway` where the database answers and takes no writes: a standby, or a server that was set read-only. */
export async function requireWrites({ prisma }: Pick<Database, 'prisma'>): Promise<void> {
  const [answer] = await readAnswer(prisma, raw(TAKES_WRITES));
  if (answer?.takesWrites !== true) throw new DatabaseAway(null, NO_WRITES);
}
