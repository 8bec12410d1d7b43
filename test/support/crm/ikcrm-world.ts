import { pino } from 'pino';
import {
  type IkcrmSimulator,
  type IkcrmSimulatorOptions,
  startIkcrmSimulator,
} from '../../../lab/simulator/ikcrm/index.ts';
import type { IkcrmConfig } from '../../../src/config/config.ts';
import type { CallContext } from '../../../src/crm/call.ts';
import { createIkcrm, type IkcrmClient, type IkcrmOptions } from '../../../src/crm/ikcrm/client.ts';
import type { RateLimit } from '../../../src/crm/ikcrm/rate-limiter.ts';
import type { NewContractLine } from '../../../src/crm/ikcrm/types.ts';
import { connectDatabase } from '../../../src/database/open.ts';
import type { CallReport } from '../../../src/domain/service-events.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';

/** A limit that no test notices. */
export const UNLIMITED: RateLimit = { calls: 40, windowMs: 1, toleranceMs: 10_000 };
const ANY_NUMBER = { calls: 10_000, windowMs: 10_000 };

/** A replica of the service, as far as it speaks to ikcrm: a client on connections of its own. */
export interface Replica {
  readonly client: IkcrmClient;
  readonly reports: CallReport[];
}

/** A simulated ikcrm and a database; disposing of it ends both and all replicas. */
export interface World extends AsyncDisposable {
  readonly crm: IkcrmSimulator;
  readonly database: TestDatabase;
  readonly config: IkcrmConfig;
  replica(options?: Partial<IkcrmOptions>, config?: Partial<IkcrmConfig>): Replica;
  /** The logins that the CRM saw. */
  logins(): number;
  /** What the database has of the session, in hex; null = nothing. */
  storedSession(): Promise<string | null>;
}

export async function startWorld(options: IkcrmSimulatorOptions = {}): Promise<World> {
  const database = await createTestDatabase();
  const crm = await startIkcrmSimulator({ rateLimit: ANY_NUMBER, ...options });
  const config: IkcrmConfig = { url: crm.url, ...crm.account, versionCode: '9.9.9', timeoutMs: 30_000 };
  const ends: (() => Promise<void>)[] = [];
  return {
    crm,
    database,
    config,
    replica(replicaOptions = {}, replicaConfig = {}) {
      const connections = connectDatabase(database.url, pino({ level: 'silent' }));
      const reports: CallReport[] = [];
      const client = createIkcrm(
        { ...config, ...replicaConfig },
        {
          database: connections,
          timeoutMs: 2_000,
          rateLimit: UNLIMITED,
          onCall: (report) => reports.push(report),
          ...replicaOptions,
        },
      );
      ends.push(async () => {
        await client.close();
        await connections.close();
      });
      return { client, reports };
    },
    logins: () => crm.journal.calls(({ module }) => module === 'login').length,
    async storedSession() {
      const row = await database.database.prisma.sealedSession.findFirst();
      return row === null ? null : Buffer.from(row.sealed).toString('hex');
    },
    async [Symbol.asyncDispose]() {
      for (const end of ends) await end();
      await crm.close();
      await database.drop();
    },
  };
}

/** The context of a call that nobody stops. */
export function context(over: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, beforeSend: () => {}, ...over };
}

export function line(over: Partial<NewContractLine> = {}): NewContractLine {
  return {
    productId: '511522',
    quantity: '2',
    recommendedUnitPrice: '128.5',
    remark: '首批 [tillbridge B-77/1]',
    ...over,
  };
}

/** What a call rejected with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call was expected to fail');
}
