import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** One folder of `prisma/migrations`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

const ADDITIVE = '_additive';
/** How a migration's name ends: whether releases that do not know it go on working on the schema that it makes. */
export const MIGRATION_KINDS = [ADDITIVE, '_breaking'] as const;

/**
 * Whether a migration is declared additive: a release that does not know it still works. The declaration is in the name, since the
 * name is all that an older release finds in the database, whichever tool applied it.
 */
export function isAdditive(name: string): boolean {
  return name.endsWith(ADDITIVE);
}

/** The migrations in the code, in the order in which they are applied: by name. */
export async function readMigrations(folder: string = MIGRATIONS): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(path.join(folder, name, 'migration.sql'), 'utf8') })),
  );
}

/** SHA-256 of the script in hex, as Prisma writes it into `_prisma_migrations`. */
export function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** Whether `sql` is what was applied. Like Prisma, not counting line ends: a checkout on Windows may have changed them. */
export function matches(sql: string, applied: string): boolean {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((variant) => checksum(variant) === applied);
}
