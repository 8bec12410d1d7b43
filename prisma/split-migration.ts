/** A migration to be written: what follows the timestamp in its name, and its statements. */
export interface MigrationPart {
  readonly title: string;
  readonly sql: string;
}

/** As Prisma's schema engine writes an index. */
const INDEX = /^-- CreateIndex\nCREATE (UNIQUE )?INDEX ("(\w+)" ON "(\w+)")/;
const CREATED = /\bCREATE TABLE "(\w+)"/g;

/**
 * A migration as it is applied while webhooks come in: the indexes of tables that stand already are built `CONCURRENTLY`, each in a migration
 * of its own after the rest, since PostgreSQL builds one so in no transaction.
 */
export function splitMigration(name: string, sql: string): MigrationPart[] {
  const created = new Set([...sql.matchAll(CREATED)].map(([, table]) => table));
  const rest: string[] = [];
  const indexes: MigrationPart[] = [];
  for (const statement of sql.trim().split(/\n\n(?=-- )/)) {
    const [whole, unique = '', what = '', index = '', table = ''] = INDEX.exec(statement) ?? [];
    if (whole === undefined || created.has(table)) {
      rest.push(statement);
      continue;
    }
    const built = `-- CreateIndex\nCREATE ${unique}INDEX CONCURRENTLY ${what}`;
    indexes.push({ title: `${name}_${index}`, sql: `${statement.replace(whole, built)}\n` });
  }
  return rest.length === 0 ? indexes : [{ title: name, sql: `${rest.join('\n\n')}\n` }, ...indexes];
}
