import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createStorefront, type Storefront } from '../../lab/storefront.ts';
import { type ProcessOptions, startProgram, type TestProcess } from './process.ts';
import { SECRET } from './service.ts';
import { waitFor } from './wait-for.ts';

/** One line of the service's log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** The service as a process of its own. */
export interface ServiceProcess extends TestProcess {
  /** Where it listens. */
  readonly url: string;
  /** A shop that posts to it. */
  readonly shop: Storefront;
  /** The lines of its log so far. */
  log(): LogLine[];
  /** An answer to a GET, its body as JSON. */
  get(route: string): Promise<{ readonly status: number; readonly body: unknown }>;
}

export const CLIENT_SECRET = 'cc_secret';
export const ADMIN_TOKEN = 'a-token-of-alice-that-is-long-enough';

const BUSINESS_UNITS = {
  experience: {
    crm: 'suitecrm',
    account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
    assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
    security_group_ids: ['a253557e-40f7-11eb-8665-fa163ef36d26'],
    prospect_list_ids: ['b1111111-40da-11eb-8665-fa163ef36d26'],
    time_zone: 'Asia/Taipei',
  },
};
const WHOLESALE = { wholesale: { crm: 'ikcrm', time_zone: 'Asia/Shanghai' } };

// Starting takes a second or so; a busy machine may need much longer.
const START_MS = 60_000;

/** A configuration that works once a CRM and a database are named: fast retries, short leases, a port of its own. */
export const BASE_ENVIRONMENT: Readonly<Record<string, string>> = {
  HOST: '127.0.0.1',
  PORT: '0',
  WEBHOOK_SECRETS: SECRET,
  ADMIN_TOKENS: `alice:${ADMIN_TOKEN}`,
  SUITECRM_CLIENT_ID: '11111111-1111-4111-8111-111111111111',
  SUITECRM_CLIENT_SECRET: CLIENT_SECRET,
  RETRY_BASE_MS: '20',
  RETRY_MAX_MS: '200',
  LEASE_MS: '800',
  POLL_MS: '50',
};

/** Writes the business units where a service that is started in the folder looks for them; `ikcrm` adds one named `wholesale`. */
export async function writeBusinessUnits(folder: string, { ikcrm = false } = {}): Promise<void> {
  const units = ikcrm ? { ...BUSINESS_UNITS, ...WHOLESALE } : BUSINESS_UNITS;
  await writeFile(path.join(folder, 'business-units.json'), JSON.stringify(units));
}

/** Starts the service as `npm start` does, in the project unless said otherwise, and waits until it listens. Rejects with its output if it ends before. */
export async function startServiceProcess(
  options: ProcessOptions,
  program: string | URL = 'src/start.js',
): Promise<ServiceProcess> {
  const started = await startProgram(program, options);
  try {
    const url = await waitFor('the service listens', () => listeningAt(started), START_MS);
    return {
      ...started,
      url,
      shop: createStorefront({ url, secret: SECRET }),
      log: () => logLines(started.output()),
      async get(route) {
        const answer = await fetch(`${url}${route}`);
        return { status: answer.status, body: await answer.json() };
      },
    };
  } catch (error) {
    await started.kill();
    throw error;
  }
}

function listeningAt(started: TestProcess): string | null {
  const exit = started.exit();
  if (exit !== null) throw new Error(`The service ended with ${JSON.stringify(exit)}:\n${started.output()}`);
  const line = logLines(started.output()).find(({ msg }) => msg === 'tillbridge is listening');
  return typeof line?.url === 'string' ? line.url : null;
}

// What is not a whole line of JSON yet, or was printed by Node itself, is no line of the log.
function logLines(output: string): LogLine[] {
  return output.split('\n').flatMap((line) => {
    try {
      const parsed: unknown = JSON.parse(line);
      return isLogLine(parsed) ? [parsed] : [];
    } catch {
      return [];
    }
  });
}

function isLogLine(value: unknown): value is LogLine {
  return typeof value === 'object' && value !== null && 'level' in value && 'msg' in value;
}
