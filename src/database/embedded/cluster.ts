import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, DataDirOtherVersion, DataDirUnusable, EmbeddedStartFailed, isMissing, reasonOf } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import { exists } from './files.ts';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** The database's superuser, which is also who the service connects as. */
export const ROLE = 'tillbridge';

/** A database cluster on disk: `DATA_DIR/postgresql` with the data, the password (mode 0600) and the server's log. */
export interface Cluster {
  readonly folder: string;
  /** PostgreSQL's data directory. */
  readonly data: string;
  readonly log: string;
  readonly password: string;
  /** Who owns it and runs its server; null = we ourselves. */
  readonly user: ServerUser | null;
}

/** The cluster's folder in `dataDir`. */
export function clusterFolder(dataDir: string): string {
  return path.join(dataDir, 'postgresql');
}

/**
 * The working directory and the `-D` argument for a program on the data directory. A server run by root for another user need
 * not be able to enter the folders above (`/root`, a volume of mode 0700): it is started inside, and reaches it from there.
 */
export function dataAccess(data: string, user: ServerUser | null): { readonly cwd: string; readonly argument: string } {
  return { cwd: data, argument: user !== null && process.platform === 'linux' ? '/proc/self/cwd' : data };
}

/**
 * Opens the cluster in `dataDir`, making it if there is none. Several processes may do so at once: each makes its own aside, the
 * first to move it into place wins, and a process killed on the way leaves nothing that looks like a cluster.
 *
 * @param durable false skips the syncing to disk, for tests.
 * @throws DataDirUnusable, DataDirOtherVersion, EmbeddedStartFailed
 */
export async function openCluster(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser | null,
  durable: boolean,
): Promise<Cluster> {
  const folder = clusterFolder(dataDir);
  const existing = await readCluster(folder, binaries, user);
  if (existing !== null) return existing;

  await createCluster(dataDir, folder, binaries, user, durable);
  const made = await readCluster(folder, binaries, user);
  if (made === null) throw new DataDirUnusable(`${folder} went away while it was being made.`);
  return made;
}

async function readCluster(folder: string, binaries: Binaries, user: ServerUser | null): Promise<Cluster | null> {
  const data = path.join(folder, 'data');
  let version: string;
  let password: string;
  try {
    version = (await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim();
    password = (await readFile(path.join(folder, 'password'), 'utf8')).trim();
  } catch (error) {
    if (isMissing(error) && !(await exists(folder))) return null;
    throw new DataDirUnusable(
      `${folder} cannot be used as the database's folder: ${reasonOf(error)}. Give it to the user of this process, or name another DATA_DIR.`,
      { cause: error },
    );
  }
  if (version !== binaries.major) {
    throw new DataDirOtherVersion(
      `${data} was written by PostgreSQL ${version}, the embedded one is ${binaries.major}. Move it with pg_dump and a PostgreSQL ${version}, or name another DATA_DIR.`,
    );
  }
  return { folder, data, log: path.join(folder, 'log'), password, user };
}

async function createCluster(
  dataDir: string,
  folder: string,
  binaries: Binaries,
  user: ServerUser | null,
  durable: boolean,
): Promise<void> {
  const draft = await makeDraft(dataDir, folder, user);
  try {
    const data = path.join(draft, 'data');
    const { cwd, argument } = dataAccess(data, user);
    await runProgram(
      binaries.initdb,
      [
        `--pgdata=${argument}`,
        `--username=${ROLE}`,
        // Relative to the data directory, for the same reason as that is.
        `--pwfile=${argument}/../password`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      { user, cwd },
    );
    await rename(draft, folder);
    if (durable) await syncFolder(dataDir);
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(codeOf(error)) && (await exists(folder))) return;
    throw new EmbeddedStartFailed(`initdb could not make a database in ${dataDir}: ${reasonOf(error)}`, {
      cause: error,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function makeDraft(dataDir: string, folder: string, user: ServerUser | null): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    const draft = await mkdtemp(`${folder}.new-`);
    const data = path.join(draft, 'data');
    const password = path.join(draft, 'password');
    await mkdir(data, { mode: 0o700 });
    await writeFile(password, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
    if (user !== null) {
      for (const file of [data, password, draft]) await chown(file, user.uid, user.gid);
    }
    return draft;
  } catch (error) {
    throw new DataDirUnusable(`DATA_DIR ${dataDir} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Makes the new name of the folder as lasting as its content; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
