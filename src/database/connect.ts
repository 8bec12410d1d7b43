import { Client } from 'pg';
import { codeOf, DatabaseUnreachable, reasonOf, type UrlVariable } from './errors.ts';
import { adviceOnTrust, driverUrl, isUntrusted } from './tls.ts';

const CONNECT_MS = 5_000;

/**
 * One connection to the database at `url`, the caller's to end.
 *
 * @throws DatabaseUnreachable naming host, port, database, user and the variable, never the password
 */
export async function connect(url: string, variable: UrlVariable = 'DATABASE_URL'): Promise<Client> {
  const client = createClient(url, variable);
  // A connection that breaks fails the query in hand; without a listener it would also end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw explain(error, client, variable);
  }
}

/** Where a connection leads to, as people are to read it. */
export function nameOf({ host, port }: Client): string {
  return `PostgreSQL at ${host}:${port}`;
}

function createClient(url: string, variable: UrlVariable): Client {
  try {
    return new Client({
      connectionString: driverUrl(url),
      application_name: 'tillbridge',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(codeOf(error))) {
      throw new DatabaseUnreachable(
        `A file that ${variable} names (sslrootcert, sslcert or sslkey) cannot be read: ${reasonOf(error)}.`,
        'permanent',
      );
    }
    // The cause would show the URL.
    throw new DatabaseUnreachable(`${variable} is not a valid URL of a PostgreSQL database.`, 'permanent');
  }
}

function explain(error: unknown, client: Client, variable: UrlVariable): DatabaseUnreachable {
  const server = nameOf(client);
  const reason = reasonOf(error);
  const refused = (message: string) => new DatabaseUnreachable(message, 'permanent', { cause: error });
  if (isUntrusted(error)) {
    return refused(`${server} shows a certificate that is not trusted: ${reason}. ${adviceOnTrust(error, variable)}`);
  }
  if (reason.includes('does not support SSL')) {
    return refused(
      `${server} offers no TLS, which sslmode in ${variable} asks for. Switch it on there (ssl = on), or say sslmode=disable where nobody can listen on the way.`,
    );
  }
  // invalid_authorization_specification, invalid_password, invalid_catalog_name, insufficient_privilege
  if (['28000', '28P01', '3D000', '42501'].includes(codeOf(error))) {
    // As pg_hba.conf has it for a server that lets nobody in but by TLS.
    const wantsTls = /no encryption|SSL off/.test(reason);
    const advice = wantsTls ? `Add sslmode=verify-full to ${variable}.` : `Check ${variable}.`;
    return refused(`${server} does not let user ${client.user} into database ${client.database}: ${reason}. ${advice}`);
  }
  return new DatabaseUnreachable(
    `${server}, database ${client.database}, cannot be reached: ${reason}. Check ${variable} and that the server runs.`,
    'transient',
    { cause: error },
  );
}
