import type { Client } from 'pg';
import { codeOf, MigrationRightMissing } from './errors.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Makes the first table.
 *
 * @throws MigrationRightMissing the role may make none
 */
export async function mayCreate(client: Client, create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (codeOf(error) !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new MigrationRightMissing(
      `The role ${client.user} may not make tables in the database ${client.database}. Let it own the database (ALTER DATABASE … OWNER TO …), or name a role that does in DATABASE_OWNER_URL.`,
      { cause: error },
    );
  }
}

/**
 * Migrations change tables, which their owner may and nobody else; so it is with what others may do to them.
 *
 * @throws MigrationRightMissing
 */
export async function requireOwner(client: Client, pending: number): Promise<void> {
  const { rows } = await client.query<{ owner: string; may: boolean }>(`
    SELECT relowner::regrole::text AS owner, pg_has_role(relowner, 'USAGE') AS may
    FROM pg_class WHERE oid = to_regclass('_prisma_migrations')`);
  const [books] = rows;
  if (books?.may !== false) return;
  throw new MigrationRightMissing(
    `The tables belong to ${books.owner}, so the role ${client.user} can neither apply migrations (${pending} are pending) nor grant rights. Apply them with npm run cli -- migrate and ${books.owner} in DATABASE_OWNER_URL.`,
  );
}
