import type { Route, SendOptions } from '../../src/simulator/storefront.ts';
import { type SuiteCrmSimulator, startSuiteCrmSimulator } from '../../src/simulator/suitecrm/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { BASE_ENVIRONMENT, type ServiceProcess, startServiceProcess, writeBusinessUnits } from './process-service.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

/** An event as its row says. */
export interface SeenEvent {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly attempts: number;
  readonly takeovers: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** A database and a simulated CRM for services that come and go as processes. Disposing of it ends them all. */
export interface ProcessBench extends AsyncDisposable {
  readonly crm: SuiteCrmSimulator;
  readonly database: TestDatabase;
  /** Starts a service on the database. */
  start(env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** The events, in order of arrival. */
  events(): Promise<SeenEvent[]>;
  /** Waits until every event is done; a dead one fails at once. */
  allDone(): Promise<SeenEvent[]>;
  /** The warnings and errors in the logs of all services so far, to tell why a test failed. */
  complaints(): string;
}

// pino's number for it.
const WARN = 40;
// A crash is followed by a start, a lease that runs out, and all that is left of the events.
const PATIENCE_MS = 60_000;

export async function startProcessBench(): Promise<ProcessBench> {
  const folder = await temporaryFolder();
  await writeBusinessUnits(folder);
  const database = await createTestDatabase();
  const crm = await startSuiteCrmSimulator();
  const started: ServiceProcess[] = [];
  const complaints = () => started.map(complaintsOf).join('\n');
  const events = () => database.database.prisma.event.findMany({ orderBy: { seq: 'asc' } });
  return {
    crm,
    database,
    async start(env = {}) {
      const own = { DATABASE_URL: database.url, SUITECRM_URL: crm.url };
      const service = await startServiceProcess({ cwd: folder, env: { ...BASE_ENVIRONMENT, ...own, ...env } });
      started.push(service);
      return service;
    },
    events,
    complaints,
    async allDone() {
      const done = async () => {
        const all = await events();
        const dead = all.find(({ status }) => status === 'dead');
        if (dead !== undefined)
          throw new Error(`An event is dead (${dead.errorCode}): ${dead.errorMessage}\n${complaints()}`);
        return all.every(({ status }) => status === 'done') && all;
      };
      return await waitFor('every event is done', done, PATIENCE_MS);
    },
    async [Symbol.asyncDispose]() {
      for (const service of started) await service.kill();
      await crm.close();
      await database.drop();
    },
  };
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

function isReceipt(body: unknown): body is { readonly event_id: string } {
  return typeof body === 'object' && body !== null && 'event_id' in body && typeof body.event_id === 'string';
}
