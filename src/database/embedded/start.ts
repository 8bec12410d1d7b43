import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { EmbeddedPortUnavailable, EmbeddedStartFailed } from '../errors.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Cluster, clusterFolder, openCluster } from './cluster.ts';
import { findFreePort, type ServerSettings, type StartFailure, spawnPostmaster, stopPostmaster } from './postmaster.ts';
import { readPostmasterPid, removeDeadPid } from './postmaster-pid.ts';
import { databaseUrl, join, type Presence } from './presence.ts';
import { findServerUser } from './server-user.ts';

const SYSTEM_CACHE = '/var/cache/tillbridge';
/** Long enough for a server to replay its log after a crash. */
const START_MS = 120_000;
const POLL_MS = 10;
/** Between two attempts while another server has the data directory, or the last of a killed one is leaving. */
const RETRY_MS = 50;
const RESTART_DELAY_MS = 500;
const PORT_TRIES = 5;

/** This application's use of an embedded server. */
export interface EmbeddedServer {
  /** Holds the password. */
  readonly url: string;
  /** Ends the use; the last application to do so stops the server. */
  close(): Promise<void>;
}

/** What it takes to bring the server of one cluster up. */
interface Startable {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly settings: ServerSettings;
}

interface Reached {
  readonly port: number;
  readonly presence: Presence;
}

/**
 * Starts the embedded PostgreSQL on the data in `dataDir`, or joins the one that serves it already: another application's, or one
 * left behind by an application that was killed. PostgreSQL's own interlocks decide between processes that start or stop at
 * once, so that there is no lock file here to be left behind. A server that dies under us is started again on its port.
 *
 * @throws EmbeddedUnsupported, DataDirUnusable, DataDirOtherVersion, EmbeddedPortUnavailable, EmbeddedStartFailed
 */
export async function startEmbedded(
  dataDir: string,
  log: Logger,
  settings: ServerSettings = { durable: true, maxConnections: 200 },
): Promise<EmbeddedServer> {
  const folder = path.resolve(dataDir);
  const user = await findServerUser([clusterFolder(folder), folder]);
  // Root's server runs as another user, who may not be able to enter the data directory from outside.
  const binaries = await findBinaries(user, user === null ? folder : SYSTEM_CACHE);
  const cluster = await openCluster(folder, binaries, user, settings.durable);
  const server: Startable = { cluster, binaries, settings };

  const first = await reach(server, null);
  log.info({ port: first.port, folder: cluster.folder }, 'the embedded PostgreSQL is up');
  return { url: databaseUrl(cluster, first.port), ...keep(server, first, log) };
}

/** Joins the cluster's server, starting it if need be; on `port` if given, because there are connections that know it. */
async function reach(server: Startable, port: number | null): Promise<Reached> {
  const { cluster } = server;
  const deadline = performance.now() + START_MS;
  let last: StartFailure = { reason: 'failed', detail: 'it did not answer' };
  let portTries = 0;

  while (performance.now() < deadline) {
    const running = await joinRunning(cluster);
    if (running !== null) return running;

    const attempt = await start(server, port ?? (await findFreePort()), deadline);
    if ('presence' in attempt) return attempt;
    last = attempt;
    if (attempt.reason === 'failed') break;
    if (attempt.reason === 'port' && ++portTries >= PORT_TRIES) {
      throw new EmbeddedPortUnavailable(
        `The embedded PostgreSQL gets no port on 127.0.0.1 (${attempt.detail}). Set DATABASE_URL to a PostgreSQL of your own.`,
      );
    }
    await delay(RETRY_MS);
  }
  throw new EmbeddedStartFailed(
    `The embedded PostgreSQL in ${cluster.folder} did not start; its log is ${cluster.log}. It said: ${last.detail}`,
  );
}

async function joinRunning(cluster: Cluster): Promise<Reached | null> {
  const claimed = await readPostmasterPid(cluster.data);
  if (claimed?.ready !== true || claimed.port === null) return null;
  const presence = await join(cluster, claimed.port);
  return presence === null ? null : { port: claimed.port, presence };
}

async function start(server: Startable, port: number, deadline: number): Promise<Reached | StartFailure> {
  const { cluster, binaries, settings } = server;
  await removeDeadPid(cluster.data);
  const { exited } = await spawnPostmaster(cluster, binaries, port, settings);
  while (performance.now() < deadline) {
    const running = await joinRunning(cluster);
    if (running !== null) return running;
    const failure = await Promise.race([exited, delay(POLL_MS, null)]);
    if (failure !== null) return failure;
  }
  return { reason: 'failed', detail: 'it was still starting when the time was over' };
}

/** Watches over the server for as long as it is used. */
function keep(server: Startable, first: Reached, log: Logger): { close(): Promise<void> } {
  const closing = new AbortController();
  const closed = once(closing.signal, 'abort');
  let presence: Presence | null = first.presence;

  const watching = (async () => {
    while (presence !== null) {
      await Promise.race([presence.ended, closed]);
      if (closing.signal.aborted) return;
      log.error('the embedded PostgreSQL went away, starting it again');
      presence = await reachAgain(server, first.port, log, closing.signal);
    }
  })();

  return {
    async close() {
      closing.abort();
      await watching;
      try {
        await presence?.leave(() => stopPostmaster(server.cluster, server.binaries));
      } catch (error) {
        log.warn({ err: error }, 'the embedded PostgreSQL did not stop and was left running; the next start joins it');
      }
    },
  };
}

/** @returns null once closing. */
async function reachAgain(
  server: Startable,
  port: number,
  log: Logger,
  closing: AbortSignal,
): Promise<Presence | null> {
  while (!closing.aborted) {
    try {
      const again = await reach(server, port);
      if (again.port === port) return again.presence;
      await again.presence.leave(async () => {});
      log.fatal({ port, now: again.port }, 'the embedded PostgreSQL moved to another port: restart this process');
    } catch (error) {
      log.error({ err: error }, 'the embedded PostgreSQL does not start');
    }
    await delay(RESTART_DELAY_MS);
  }
  return null;
}
