/** A statement that makes an index, a constraint or other rows of a table; the table is its last group. */
const LENGTHY = [
  /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)"?\w+"?\s+ON\s+"?(\w+)"?/i,
  /^ALTER\s+TABLE\s+"?(\w+)"?(?=[^;]*\bADD\s+CONSTRAINT\b)(?![^;]*\bNOT\s+VALID\b)/i,
  /^ALTER\s+TABLE\s+"?(\w+)"?(?=[^;]*\bALTER\s+COLUMN\s+\S+\s+(?:SET\s+DATA\s+)?TYPE\b)/i,
  /^UPDATE\s+"?(\w+)"?/i,
  /^DELETE\s+FROM\s+"?(\w+)"?/i,
];
const CREATED = /\bCREATE\s+TABLE\s+"?(\w+)"?/gi;

/**
 * The statements of a migration that hold up writes to a table that stands already, for as long as they read or write all of it. An index is
 * built `CONCURRENTLY` instead, in a migration of its own; a constraint is added `NOT VALID`; rows are changed by the code, as they are read.
 */
export function holdsUpWrites(sql: string): string[] {
  const created = new Set([...sql.matchAll(CREATED)].map(([, table]) => table));
  return statementsOf(sql).filter((statement) =>
    LENGTHY.some((pattern) => {
      const table = pattern.exec(statement)?.[1];
      return table !== undefined && !created.has(table);
    }),
  );
}

// What stands in quotes, the body of a function above all, is not run by the migration.
function statementsOf(sql: string): string[] {
  return sql
    .replaceAll(/^\s*--.*$/gm, '')
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
