import Type from 'typebox';
import Value from 'typebox/value';
import { type Database, raw, sql } from '../../../src/database/client.ts';

const Names = Type.Array(Type.Object({ name: Type.String() }));
const Rows = Type.Array(Type.Object({ row: Type.String() }));

/** Every table of ours. */
export async function tablesOf({ prisma }: Database): Promise<string[]> {
  const tables = await prisma.$queryRaw(sql`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`);
  return Value.Parse(Names, tables).map(({ name }) => name);
}

/** The rows of every table in which one of these texts stands, in any letter case; of bytes, what they spell. */
export async function rowsHolding(database: Database, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(database)) {
    const bytes = table === 'events' ? sql`|| encode(t.body, 'escape')` : sql``;
    const rows = await database.prisma.$queryRaw(sql`
      SELECT row FROM (SELECT (to_jsonb(t)::text ${bytes}) AS row FROM ${raw(`"${table}"`)} t) all_rows
      WHERE EXISTS (SELECT 1 FROM unnest(${[...texts]}::text[]) AS wanted WHERE strpos(lower(row), lower(wanted)) > 0)`);
    found.push(...Value.Parse(Rows, rows).map(({ row }) => `${table}: ${row}`));
  }
  return found;
}
