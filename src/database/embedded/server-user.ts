import { readFile, stat } from 'node:fs/promises';
import { EmbeddedUnsupported, isMissing } from '../errors.ts';

/** Who the server runs as where that is not ourselves. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const ACCOUNTS = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. Root hands the server to the owner of the first of `folders` that exists and is not root's
 * (a folder of an earlier start, a mounted volume), else to `postgres`, else to `nobody`.
 *
 * @returns null where we are not root: the server runs as ourselves.
 */
export async function findServerUser(folders: readonly string[]): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const accounts = await readAccounts();

  for (const folder of folders) {
    const owner = await ownerOf(folder);
    // initdb looks its own user's name up, so that an owner without an account would not do.
    if (owner !== null && owner.uid !== 0 && accounts.some(({ uid }) => uid === owner.uid)) return owner;
  }
  for (const name of ACCOUNTS) {
    const account = accounts.find((entry) => entry.name === name);
    if (account !== undefined) return { uid: account.uid, gid: account.gid };
  }
  throw new EmbeddedUnsupported(
    `PostgreSQL does not run as root and there is no account ${ACCOUNTS.join(' or ')} to hand it to. Start as another user, or set DATABASE_URL.`,
  );
}

/** What the server's programs see of our environment: no `PG*` variable of ours, messages in English. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, LC_ALL: 'C', TZ: 'UTC' };
}

async function ownerOf(folder: string): Promise<ServerUser | null> {
  try {
    const { uid, gid } = await stat(folder);
    return { uid, gid };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function readAccounts(): Promise<readonly { name: string; uid: number; gid: number }[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  return lines.map((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}
