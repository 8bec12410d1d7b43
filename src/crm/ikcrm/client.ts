import type { IkcrmConfig } from '../../config/config.ts';
import type { Database } from '../../database/client.ts';
import type { CallReport } from '../../domain/service-events.ts';
import type { CallContext } from '../call.ts';
import { WrongRecord } from '../errors.ts';
import { readContract } from './answers.ts';
import { addProductsFields } from './assumptions.ts';
import { type IkcrmCall, ikcrmCall } from './call.ts';
import { createRateLimiter, IKCRM_RATE_LIMIT, type RateLimit } from './rate-limiter.ts';
import { createSessionSeal } from './session-seal.ts';
import { createSessionStore } from './session-store.ts';
import { createTransport } from './transport.ts';
import type { Contract, Ikcrm } from './types.ts';

export interface IkcrmOptions {
  /** Holds the session and the rate limit, which all replicas share. */
  readonly database: Database;
  /** For one call, in milliseconds (30,000). Neither the wait for its turn nor a login before it counts. */
  readonly timeoutMs?: number;
  readonly rateLimit?: RateLimit;
  /** Unix time in milliseconds. */
  readonly clock?: () => number;
  /** Monotonic milliseconds. */
  readonly monotonic?: () => number;
  /** Told of every HTTP call once it is over. */
  readonly onCall?: (report: CallReport) => void;
}

/** The open API v2 with what the process itself needs: a check of the set-up, and an end. */
export interface IkcrmClient extends Ikcrm {
  /** Resolves when there is a session, with a login if none is known; rejects like a call. */
  checkSession(signal: AbortSignal): Promise<void>;
  /** Resolves when the CRM answers a harmless call, with a login before it if need be; rejects like a call. */
  checkLogin(signal: AbortSignal): Promise<void>;
  /** Ends the calls in flight and those that wait, a login among them, and closes the connections. */
  close(): Promise<void>;
}

const CRM = 'ikcrm';
const TIMEOUT_MS = 30_000;

/**
 * A client for the open API v2 of ikcrm: one session over all replicas, no more calls than the enterprise may make, none
 * repeated save after its session has ended.
 *
 * Lines are read from the contract itself, never from GET /products/product_assets: that list is paged in ways nobody has
 * described, and a line on a page that was not asked for would be added a second time.
 */
export function createIkcrm(config: IkcrmConfig, options: IkcrmOptions): IkcrmClient {
  const { database, timeoutMs = TIMEOUT_MS, rateLimit = IKCRM_RATE_LIMIT } = options;
  const monotonic = options.monotonic ?? (() => performance.now());
  const session = { crm: CRM, account: `${config.corpId}/${config.login}` };
  const seal = createSessionSeal({ password: config.password, owner: `${session.crm} ${session.account}` });
  const transport = createTransport(config, {
    store: createSessionStore(database, session, seal),
    limiter: createRateLimiter(database, { crm: CRM, enterprise: config.corpId }, rateLimit, timeoutMs, monotonic),
    timeoutMs,
    clock: options.clock ?? Date.now,
    onCall: options.onCall ?? (() => {}),
  });

  function onContract(call: IkcrmCall, path: string, body: string | null, context: CallContext): Promise<Contract> {
    return transport.send<Contract>({ ...call, path, body, read: (data) => readSame(call, data) }, context);
  }

  return {
    contract(id, context) {
      const call = ikcrmCall({ operation: 'contract', verb: 'GET', module: 'contracts', id });
      return onContract(call, `/contracts/${encodeURIComponent(id)}`, null, context);
    },

    async addProducts(contractId, lines, context) {
      if (lines.length === 0) throw new TypeError('There must be at least one line to add to a contract.');
      const call = ikcrmCall({ operation: 'add_products', verb: 'POST', module: 'contracts', id: contractId });
      const body = JSON.stringify(addProductsFields(lines));
      return onContract(call, `/contracts/${encodeURIComponent(contractId)}/product_assets`, body, context);
    },

    checkSession: (signal) => transport.authenticate(signal),

    async checkLogin(signal) {
      const call = ikcrmCall({ operation: 'check', verb: 'GET', module: 'products', id: null });
      const path = '/products?page=1&per_page=1';
      await transport.send({ ...call, path, body: null, read: () => true }, { signal, beforeSend: () => {} });
    },

    close: () => transport.close(),
  };
}

/** The contract of the answer; an error when it is not the one that was asked for. */
function readSame(call: IkcrmCall, data: unknown): Contract | WrongRecord | null {
  const contract = readContract(data);
  if (contract === null || contract.id === call.id) return contract;
  const message = `the answer is about contract ${contract.id}; compare both in the CRM, then replay`;
  return new WrongRecord(call, message, { outcome: 'unknown' });
}
