import { chown, cp, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { type EmbeddedServer, startEmbedded } from '../../../src/database/embedded/start.ts';
import { administer } from '../administer.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { waitFor } from '../wait-for.ts';

/** A PostgreSQL of a test's own, for what no other test could bear. */
export interface OwnServer extends AsyncDisposable {
  /** The database `tillbridge`, as the superuser. */
  readonly url: string;
  /** PostgreSQL's data directory. */
  readonly data: string;
  /** Carries out one statement; @returns its rows. */
  ask(statement: string): Promise<Record<string, unknown>[]>;
  /** Sets what needs no start anew, and waits until new sessions see it; null = as it was. */
  set(name: string, value: string | null): Promise<void>;
  stop(): Promise<void>;
}

const SETTINGS = { durable: false, maxConnections: 100 };

export async function startOwnServer(folder?: string): Promise<OwnServer> {
  const home = folder ?? (await temporaryFolder());
  return serverIn(home, await startEmbedded(home, pino({ level: 'silent' }), SETTINGS));
}

/** A copy of a server that has stopped, as a hot standby of the one that is started in its place. */
export async function startWithStandby(stopped: OwnServer): Promise<{ primary: OwnServer; standby: OwnServer }> {
  const home = homeOf(stopped.data);
  const copy = path.join(await temporaryFolder(), 'standby');
  await cp(path.join(home, 'postgresql'), path.join(copy, 'postgresql'), { recursive: true, preserveTimestamps: true });
  const primary = await startOwnServer(home);
  const { hostname, port, username, password } = new URL(primary.url);
  const data = path.join(copy, 'postgresql', 'data');
  const conninfo = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
  await writeFile(path.join(data, 'standby.signal'), '');
  await writeFile(path.join(data, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
  await giveTo(await stat(stopped.data), path.join(copy, 'postgresql'));
  return { primary, standby: await startOwnServer(copy) };
}

/** Root's copies are root's, who runs no server. */
async function giveTo({ uid, gid }: { readonly uid: number; readonly gid: number }, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true })) await chown(path.join(folder, entry), uid, gid);
  await chown(folder, uid, gid);
}

function homeOf(data: string): string {
  return path.dirname(path.dirname(data));
}

function serverIn(home: string, server: EmbeddedServer): OwnServer {
  const { url } = server;
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= server.close();
    return stopped;
  };
  const ask = (statement: string) => administer(url, statement);
  return {
    url,
    data: path.join(home, 'postgresql', 'data'),
    ask,
    async set(name, value) {
      const before = await ask(`SHOW ${name}`);
      await ask(value === null ? `ALTER SYSTEM RESET ${name}` : `ALTER SYSTEM SET ${name} = '${value}'`);
      await ask('SELECT pg_reload_conf()');
      await waitFor(`${name} is set`, async () => JSON.stringify(await ask(`SHOW ${name}`)) !== JSON.stringify(before));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
