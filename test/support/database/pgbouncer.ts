import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../free-port.ts';
import { startLine } from '../process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { waitFor } from '../wait-for.ts';

/** A PgBouncer before the server of a database. */
export interface PgBouncer extends AsyncDisposable {
  /** The database as it is seen through it. */
  readonly url: string;
}

export interface PgBouncerOptions {
  readonly poolMode: 'session' | 'transaction' | 'statement';
  /** Whether its sessions are lent in turn, not the one that was given back last. */
  readonly inTurn?: boolean;
  /** How many sessions it has at most. */
  readonly size?: number;
}

const PROGRAM = process.env.PGBOUNCER ?? '/usr/sbin/pgbouncer';

/** Starts the PgBouncer of this machine (`apt install pgbouncer`, or PGBOUNCER=<path>). */
export async function startPgBouncer(
  database: string,
  { poolMode, inTurn = false, size = 60 }: PgBouncerOptions,
): Promise<PgBouncer> {
  const { hostname, port, username, password } = new URL(database);
  const folder = await temporaryFolder();
  const own = await freePort();
  const file = path.join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${port} user=${username} password='${decodeURIComponent(password)}'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = ${poolMode}
server_round_robin = ${inTurn ? 1 : 0}
default_pool_size = ${size}
max_client_conn = 500
`,
  );
  await chmod(folder, 0o755);
  // It does not run as root.
  const user = process.getuid?.() === 0 ? '-u nobody ' : '';
  const bouncer = await startLine(`${PROGRAM} ${user}${file}`, { cwd: folder });
  const url = new URL(database);
  url.port = String(own);
  await waitFor('PgBouncer answers', async () => {
    if (bouncer.exit() !== null) throw new Error(`PgBouncer ended:\n${bouncer.output()}`);
    const client = new Client({ connectionString: url.href });
    return await client.connect().then(
      async () => {
        await client.end();
        return true;
      },
      () => false,
    );
  });
  return { url: url.href, [Symbol.asyncDispose]: () => bouncer.kill() };
}
