import type { Client } from 'pg';

/** The statement alone, beside comments: PostgreSQL runs it in no transaction, not even in that of a script of two statements. */
const ALONE = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY "(\w+)" ON [^;]+;?$/;
const COMMENT = /^\s*--.*$/gm;

/** The index that a migration builds while writes go on; null where it does anything else. */
export function concurrentIndex(sql: string): string | null {
  return ALONE.exec(sql.replaceAll(COMMENT, '').trim())?.[1] ?? null;
}

/**
 * Builds the index of such a migration. What a build that was broken off has left is not valid, of no use and in the way: it goes first. One
 * that stands was built by a process that ended before it could write that down.
 */
export async function buildIndex(client: Client, index: string, sql: string): Promise<void> {
  const { rows } = await client.query<{ valid: boolean }>(
    'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [`"${index}"`],
  );
  const [standing] = rows;
  if (standing?.valid === true) return;
  if (standing !== undefined) await client.query(`DROP INDEX CONCURRENTLY "${index}"`);
  await client.query(sql);
}
