import { Client } from 'pg';
import { codeOf, DatabaseUnreachable, reasonOf } from './errors.ts';

const CONNECT_MS = 5_000;

/**
 * One connection to the database at `url`, the caller's to end.
 *
 * @throws DatabaseUnreachable naming host, port, database and user, never the password
 */
export async function connect(url: string): Promise<Client> {
  let client: Client;
  try {
    client = new Client({
      connectionString: url,
      application_name: 'tillbridge',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
  } catch {
    // The cause would show the URL.
    throw new DatabaseUnreachable('DATABASE_URL is not a valid URL of a PostgreSQL database.', 'permanent');
  }
  // A connection that breaks fails the query in hand; without a listener it would also end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw explain(error, client);
  }
}

function explain(error: unknown, client: Client): DatabaseUnreachable {
  const server = `PostgreSQL at ${client.host}:${client.port}`;
  const code = codeOf(error);
  // invalid_authorization_specification, invalid_password, invalid_catalog_name, insufficient_privilege
  if (['28000', '28P01', '3D000', '42501'].includes(code)) {
    return new DatabaseUnreachable(
      `${server} does not let user ${client.user} into database ${client.database}: ${reasonOf(error)}. Check DATABASE_URL.`,
      'permanent',
      { cause: error },
    );
  }
  return new DatabaseUnreachable(
    `${server}, database ${client.database}, cannot be reached: ${reasonOf(error)}. Check DATABASE_URL and that the server runs.`,
    'transient',
    { cause: error },
  );
}
