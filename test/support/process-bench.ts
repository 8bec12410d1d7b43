import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import type { IkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import { type SuiteCrmSimulator, startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { isServing, readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { databaseUrl } from '../../src/database/embedded/presence.ts';
import { connectDatabase, type Database } from '../../src/database/open.ts';
import type { Route, SendOptions } from '../../src/webhooks/sign-request.ts';
import { createTestDatabase, createUnmigratedDatabase, type TestDatabase } from './database.ts';
import { BASE_ENVIRONMENT, type ServiceProcess, startServiceProcess, writeBusinessUnits } from './process-service.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

/** An event as its row says. */
export interface SeenEvent {
  readonly id: string;
  readonly webhookId: string;
  readonly type: string;
  readonly status: string;
  readonly attempts: number;
  readonly takeovers: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** A simulated CRM and an inbox for services that come and go as processes. Disposing of it ends them all. */
export interface ServiceBench extends AsyncDisposable {
  readonly crm: SuiteCrmSimulator;
  /** Starts a service on the inbox. */
  start(env?: Readonly<Record<string, string>>, program?: string | URL): Promise<ServiceProcess>;
  /** The events, in order of arrival. */
  events(): Promise<SeenEvent[]>;
  /** Waits until every event is done; a dead one fails at once. */
  allDone(patienceMs?: number): Promise<SeenEvent[]>;
  /** The warnings and errors in the logs of all services so far, to tell why a test failed. */
  complaints(): string;
}

/** A bench whose services share a database. */
export interface ProcessBench extends ServiceBench {
  readonly database: TestDatabase;
}

/** A bench whose services share the embedded database in one folder. A server that is left behind goes with the run. */
export interface EmbeddedBench extends ServiceBench {
  /** The process id of the PostgreSQL server; null while there is none. */
  server(): Promise<number | null>;
}

// pino's number for it.
const WARN = 40;
// A crash is followed by a start, a lease that runs out, and all that is left of the events.
const PATIENCE_MS = 60_000;

/** How a bench of processes is set up. */
export interface ProcessBenchOptions {
  /** Beside the SuiteCRM, with a unit named `wholesale`; whoever started it closes it after the bench. */
  readonly ikcrm?: IkcrmSimulator;
  /** Without a table, for the first service to make its schema in it. */
  readonly isEmpty?: boolean;
}

export async function startProcessBench({ ikcrm, isEmpty = false }: ProcessBenchOptions = {}): Promise<ProcessBench> {
  const database = await (isEmpty ? createUnmigratedDatabase() : createTestDatabase());
  const bench = await startServices({
    folder: await temporaryFolder(),
    env: { DATABASE_URL: database.url, ...(ikcrm === undefined ? {} : ikcrmEnvironment(ikcrm)) },
    ikcrm: ikcrm !== undefined,
    events: () => readEvents(database.database),
    close: () => database.drop(),
  });
  return { ...bench, database };
}

export async function startEmbeddedBench(): Promise<EmbeddedBench> {
  const folder = await temporaryFolder();
  const bench = await startServices({
    folder,
    env: { DATA_DIR: folder },
    ikcrm: false,
    async events() {
      const database = await openEmbedded(folder);
      return await readEvents(database).finally(() => database.close());
    },
    close: async () => {},
  });
  return {
    ...bench,
    async server() {
      const claimed = await readPostmasterPid(dataOf(folder));
      return claimed !== null && (await isServing(claimed.pid, dataOf(folder))) ? claimed.pid : null;
    },
  };
}

interface BenchParts {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ikcrm: boolean;
  readonly events: () => Promise<SeenEvent[]>;
  readonly close: () => Promise<void>;
}

async function startServices({ folder, env: own, ikcrm, events, close }: BenchParts): Promise<ServiceBench> {
  await writeBusinessUnits(folder, { ikcrm });
  const crm = await startSuiteCrmSimulator();
  const started: ServiceProcess[] = [];
  const complaints = () => started.map(complaintsOf).join('\n');
  return {
    crm,
    async start(env = {}, program) {
      const all = { ...BASE_ENVIRONMENT, SUITECRM_URL: crm.url, ...own, ...env };
      const service = await startServiceProcess({ cwd: folder, env: all }, program);
      started.push(service);
      return service;
    },
    events,
    complaints,
    async allDone(patienceMs = PATIENCE_MS) {
      const done = async () => {
        const all = await events();
        const dead = all.find(({ status }) => status === 'dead');
        if (dead !== undefined)
          throw new Error(`An event is dead (${dead.errorCode}): ${dead.errorMessage}\n${complaints()}`);
        return all.every(({ status }) => status === 'done') && all;
      };
      return await waitFor('every event is done', done, patienceMs);
    },
    async [Symbol.asyncDispose]() {
      for (const service of started) await service.kill();
      await crm.close();
      await close();
    },
  };
}

function ikcrmEnvironment({ url, account }: IkcrmSimulator): Record<string, string> {
  return {
    IKCRM_URL: url,
    IKCRM_LOGIN: account.login,
    IKCRM_PASSWORD: account.password,
    IKCRM_CORP_ID: account.corpId,
  };
}

function readEvents({ prisma }: Database): Promise<SeenEvent[]> {
  return prisma.event.findMany({ orderBy: { seq: 'asc' } });
}

// The server may have another port after each start.
async function openEmbedded(folder: string): Promise<Database> {
  const data = dataOf(folder);
  const port = (await readPostmasterPid(data))?.port ?? null;
  if (port === null) throw new Error(`No server is at work in ${folder}`);
  const home = path.dirname(data);
  const password = (await readFile(path.join(home, 'password'), 'utf8')).trim();
  const cluster = { folder: home, data, log: path.join(home, 'log'), password, user: null };
  return connectDatabase(databaseUrl(cluster, port), pino({ level: 'silent' }));
}

function dataOf(folder: string): string {
  return path.join(folder, 'postgresql', 'data');
}

/** The warnings and errors in the log of a service. */
function complaintsOf(service: ServiceProcess): string {
  const lines = service.log().filter(({ level }) => level >= WARN);
  return `process ${service.pid}: ${lines.map((line) => JSON.stringify(line)).join('\n')}`;
}

/** Sends a webhook that must be accepted, and gives the event's id. */
export async function send(
  { shop }: ServiceProcess,
  route: Route,
  body: object,
  options?: SendOptions,
): Promise<string> {
  const answer = await shop.send(route, body, options);
  if (answer.status !== 202 || !isReceipt(answer.body)) {
    throw new Error(`Expected 202, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body.event_id;
}

/** The body of a 202. */
export function isReceipt(body: unknown): body is { readonly event_id: string } {
  return typeof body === 'object' && body !== null && 'event_id' in body && typeof body.event_id === 'string';
}
