import Value from 'typebox/value';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { VARIABLES } from '../../../src/config/variables.ts';

/** Values of the secrets that deployments hand over as files. */
export const SECRET_VALUES = {
  DATABASE_URL: 'postgresql://tillbridge:secret@db/tillbridge',
  WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32).toString('base64')}`,
  ADMIN_TOKENS: 'ann:0123456789abcdef',
  SUITECRM_CLIENT_SECRET: 'client-secret',
};

/** Whether the service reads it: a variable, or the file of one. */
export function isRead(name: string): boolean {
  return [name, name.replace(/_FILE$/, '')].some((each) => Object.hasOwn(VARIABLES.properties, each));
}

/** The configuration that these settings and files make, the secrets in the place of their files. */
export function configOf(settings: NodeJS.ProcessEnv, files: Readonly<Record<string, string>>): Config {
  const env = Object.fromEntries(
    Object.entries(settings).filter(([name]) => !(name.replace(/_FILE$/, '') in SECRET_VALUES)),
  );
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`There is no ${path}`), { code: 'ENOENT' });
    return Buffer.from(text);
  };
  return loadConfig({ ...env, ...SECRET_VALUES }, { readFile });
}

// Of `main.ts`: room for the last answers and the database.
const CLOSING_MS = 5_000;
/** How long a stop may take by default, in milliseconds. */
export const LONGEST_STOP_MS = Number(Value.Default(VARIABLES.properties.SHUTDOWN_GRACE_MS, undefined)) + CLOSING_MS;
