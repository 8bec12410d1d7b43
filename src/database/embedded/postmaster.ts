import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { EmbeddedPortUnavailable, isMissing, reasonOf } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import { type Cluster, dataAccess } from './cluster.ts';
import { runProgram } from './run-program.ts';
import { serverEnvironment } from './server-user.ts';

const LOG_LIMIT = 5_000_000;

/** How a server is set up that is not as the defaults have it. */
export interface ServerSettings {
  /** false: a power cut may lose committed data (fsync off), for tests. */
  readonly durable: boolean;
  readonly maxConnections: number;
}

/**
 * Why a server that was started went away again: another one has the data directory (`taken`), old processes of a killed one are
 * still leaving (`leaving`), the port was taken (`port`), or something that waiting does not mend (`failed`).
 */
export type StartFailure = { readonly reason: 'taken' | 'leaving' | 'port' | 'failed'; readonly detail: string };

/**
 * Starts a server that outlives this process: only loopback TCP with a password, no socket file, its log in the cluster's folder.
 *
 * @returns what settles when the server is gone, with the reason.
 */
export async function spawnPostmaster(
  cluster: Cluster,
  binaries: Binaries,
  port: number,
  settings: ServerSettings,
): Promise<{ readonly exited: Promise<StartFailure> }> {
  const { cwd, argument } = dataAccess(cluster.data, cluster.user);
  const log = await openLog(cluster.log);
  if (cluster.user !== null) await log.chown(cluster.user.uid, cluster.user.gid);
  const from = (await log.stat()).size;
  const child = spawn(binaries.postgres, ['-D', argument, ...toArguments(serverSettings(port, settings))], {
    ...cluster.user,
    cwd,
    env: serverEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
    // Its own process group: Ctrl-C in a terminal is for the application, which stops the server in its own time.
    detached: true,
    windowsHide: true,
  });
  child.unref();
  const gone = once(child, 'exit').then(
    async () => classify(await readLog(cluster.log, from)),
    (error: unknown) => ({ reason: 'failed' as const, detail: reasonOf(error) }),
  );
  await log.close();
  return { exited: gone };
}

/** Asks the cluster's server to end its sessions and stop, and waits until it has. */
export async function stopPostmaster(cluster: Cluster, binaries: Binaries): Promise<void> {
  const { cwd, argument } = dataAccess(cluster.data, cluster.user);
  const { user } = cluster;
  await runProgram(binaries.pgCtl, ['stop', '-D', argument, '-m', 'fast', '-w', '-t', '30'], { user, cwd });
}

/** A port of the loopback interface that is free at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('a TCP server without a port');
    return address.port;
  } catch (error) {
    throw new EmbeddedPortUnavailable(
      `The embedded PostgreSQL gets no port on 127.0.0.1: ${reasonOf(error)}. Set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  } finally {
    server.close();
  }
}

function serverSettings(port: number, { durable, maxConnections }: ServerSettings): Record<string, string | number> {
  const lasting = durable ? 'on' : 'off';
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    fsync: lasting,
    synchronous_commit: lasting,
    full_page_writes: lasting,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Failed statements are the application's to report; their values are personal data.
    log_min_messages: 'log',
  };
}

function toArguments(settings: Record<string, string | number>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function openLog(file: string) {
  const size = await stat(file).then(
    (found) => found.size,
    (error: unknown) => {
      if (isMissing(error)) return 0;
      throw error;
    },
  );
  if (size > LOG_LIMIT) await rename(file, `${file}.old`);
  return open(file, 'a', 0o600);
}

async function readLog(file: string, from: number): Promise<string> {
  return (await readFile(file)).subarray(from).toString('utf8');
}

function classify(log: string): StartFailure {
  const detail = log
    .split('\n')
    .filter((line) => /FATAL|PANIC|HINT|could not|error while loading/.test(line))
    .slice(-5)
    .join(' ');
  if (/lock file "postmaster\.pid" already exists|lock file ".*" is empty/.test(log))
    return { reason: 'taken', detail };
  if (/pre-existing shared memory block/.test(log)) return { reason: 'leaving', detail };
  if (/could not create any TCP\/IP sockets|could not bind|Address already in use/.test(log)) {
    return { reason: 'port', detail };
  }
  return { reason: 'failed', detail };
}
