import Type from 'typebox';
import Value from 'typebox/value';
import { type Database, type Sql, sql } from '../../src/database/client.ts';

const Blocks = Type.Object({ 'Shared Hit Blocks': Type.Number(), 'Shared Read Blocks': Type.Number() });
const Answer = Type.Array(Type.Object({ 'QUERY PLAN': Type.Array(Type.Object({ Plan: Blocks })) }));

/** How many pages of tables and indexes a statement looks at: what it costs, whatever else the machine does. */
export async function buffersRead({ prisma }: Database, statement: Sql): Promise<number> {
  const [answer] = Value.Parse(
    Answer,
    await prisma.$queryRaw(sql`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement}`),
  );
  const plan = answer?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new TypeError('EXPLAIN always gives a plan');
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}
