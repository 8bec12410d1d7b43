import { type Client, escapeIdentifier } from 'pg';
import { DatabaseUnsuitable } from './errors.ts';

/** What the service does to a table; it makes, changes and empties none. */
const EVERYTHING = 'SELECT, INSERT, UPDATE, DELETE';
/** What it may not do whatever else it may: take back what was said, and say what was applied. */
const LESS: Readonly<Record<string, string>> = { audit: 'SELECT, INSERT', _prisma_migrations: 'SELECT' };

interface Relation {
  readonly name: string;
  readonly sequence: boolean;
}

/**
 * Gives `role` what the service needs of the tables that the user of `client` owns, and no more: as it owns nothing, it can neither change an
 * entry of the audit nor take off what protects it.
 *
 * @throws DatabaseUnsuitable the role is a superuser or stands in for the owner: whatever is granted, it may do anything
 */
export async function grantService(client: Client, role: string): Promise<void> {
  await requireOther(client, role);
  const to = escapeIdentifier(role);
  const { rows } = await client.query<Relation>(`
    SELECT relname AS name, relkind = 'S' AS sequence FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')`);
  const statements = rows.flatMap(({ name, sequence }) => {
    const what = `${sequence ? 'SEQUENCE' : 'TABLE'} ${escapeIdentifier(name)}`;
    // What somebody granted by hand goes first.
    return [
      `REVOKE ALL ON ${what} FROM ${to}`,
      `GRANT ${sequence ? 'USAGE' : (LESS[name] ?? EVERYTHING)} ON ${what} TO ${to}`,
    ];
  });
  // One message is one transaction: those who work as the role meanwhile notice nothing.
  await client.query(statements.join(';\n'));
}

async function requireOther(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ superuser: boolean; stands_in: boolean }>(
    `SELECT rolsuper AS superuser, pg_has_role(oid, current_user, 'MEMBER') AS stands_in FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  const [found] = rows;
  if (found === undefined || (!found.superuser && !found.stands_in)) return;
  const why = found.superuser ? 'is a superuser' : `is a member of ${client.user}, which owns the tables`;
  throw new DatabaseUnsuitable(
    `The role ${role} of DATABASE_URL ${why}, so nothing that is granted would bind it. Let DATABASE_URL name a role that is neither, or leave DATABASE_OWNER_URL unset.`,
  );
}
