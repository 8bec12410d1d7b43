import { type FaultApplication, Faults } from '../suitecrm/faults.ts';
import { CallJournal } from '../suitecrm/journal.ts';
import type { Crm } from './api.ts';
import type { IkcrmFault } from './faults.ts';
import { RateWindow } from './rate-window.ts';
import { seededStore } from './seed.ts';
import { IkcrmServer } from './server.ts';
import { type Account, AccountSessions } from './sessions.ts';
import type { AssetLine, LineValues, StoredContract } from './store.ts';

export interface IkcrmSimulatorOptions {
  /** 0 (the default) = any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly account?: Account;
  /** More calls than that in a window are refused (default 10 in 10,000 ms). */
  readonly rateLimit?: { readonly calls: number; readonly windowMs: number };
  /** Milliseconds before the work of a call (default 0). */
  readonly latencyMs?: number;
  /** How many contracts without lines there are beside the usual ones, with ids from 10001 on (default 0). */
  readonly moreContracts?: number;
}

/** A running simulated ikcrm, open API v2. */
export interface IkcrmSimulator {
  /** `http://host:port`, without `/api`. */
  readonly url: string;
  readonly account: Account;
  readonly journal: CallJournal;
  readonly faults: {
    /** Adds a fault. Of several that fit one call, the first added is used; the others count the call all the same. */
    add(fault: IkcrmFault): void;
    /** Removes all faults; what was applied stays on record. */
    clear(): void;
    /** Every time a fault was used, in order. */
    applied(): readonly FaultApplication[];
  };
  /** The lines of a contract, seeded ones included, in order. */
  lines(contractId: string): readonly AssetLine[];
  /** Adds a line as somebody working in the CRM would. */
  add(contractId: string, values: LineValues): AssetLine;
  /** Changes a line as somebody working in the CRM would. */
  edit(contractId: string, lineId: string, values: Partial<LineValues>): void;
  /** Deletes a line as somebody working in the CRM would. */
  remove(contractId: string, lineId: string): void;
  /** Ends the session of the account, as a login elsewhere does. */
  endSession(): void;
  /** The most calls in any window of the rate limit since the start or the last reset; refused ones count. */
  mostCallsInWindow(): number;
  /** What the lines of every contract say, in a canonical order and without their ids, which depend on the order of creation. */
  snapshot(): Readonly<Record<string, readonly LineValues[]>>;
  /** Back to the state after the start; faults, journal and count of calls are cleared, the session stays good. */
  reset(): void;
  /** Stops listening, as a server that is shut down: connections break, and new ones are refused. */
  goAway(): Promise<void>;
  /** Listens again where it did before. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

const defaultAccount: Account = { login: '13800000000', password: 'ik_secret', corpId: 'corp-49' };

/** Starts a simulated ikcrm in this process; rejects if the port is taken. */
export async function startIkcrmSimulator(options: IkcrmSimulatorOptions = {}): Promise<IkcrmSimulator> {
  const { host = '127.0.0.1', account = defaultAccount, rateLimit = { calls: 10, windowMs: 10_000 } } = options;
  const { moreContracts } = options;
  const crm: Crm = { store: seededStore(moreContracts), sessions: new AccountSessions(account) };
  const journal = new CallJournal();
  const faults = new Faults();
  const rate = new RateWindow(rateLimit.windowMs);
  const server = new IkcrmServer({
    crm,
    journal,
    faults,
    rate,
    limit: rateLimit.calls,
    latencyMs: options.latencyMs ?? 0,
  });
  const contract = (id: string): StoredContract => {
    const found = crm.store.contracts.get(id);
    if (found === undefined) throw new Error(`There is no contract ${id}`);
    return found;
  };
  const changeLine = (contractId: string, lineId: string, change: (line: AssetLine) => readonly AssetLine[]): void => {
    const { lines } = contract(contractId);
    if (!lines.some(({ id }) => id === lineId)) throw new Error(`Contract ${contractId} has no line ${lineId}`);
    contract(contractId).lines = lines.flatMap((line) => (line.id === lineId ? change(line) : [line]));
  };
  const port = await server.listen(options.port ?? 0, host);
  return {
    url: `http://${host}:${port}`,
    account,
    journal,
    faults: {
      add: (fault) => faults.add(fault),
      clear: () => faults.clear(),
      applied: () => faults.applied(),
    },
    lines: (contractId) => contract(contractId).lines,
    add(contractId, values) {
      const [line] = crm.store.add(contract(contractId), [values]);
      if (line === undefined) throw new Error('A line that was added is there');
      return line;
    },
    edit: (contractId, lineId, values) => changeLine(contractId, lineId, (line) => [{ ...line, ...values }]),
    remove: (contractId, lineId) => changeLine(contractId, lineId, () => []),
    endSession: () => crm.sessions.end(),
    mostCallsInWindow: () => rate.most(),
    snapshot() {
      const contracts = [...crm.store.contracts.values()];
      return Object.fromEntries(contracts.map(({ id, lines }) => [id, lines.map(withoutId).sort(byText)]));
    },
    reset() {
      crm.store = seededStore(moreContracts);
      journal.clear();
      faults.reset();
      rate.clear();
    },
    goAway: () => server.close(),
    comeBack: async () => void (await server.listen(port, host)),
    close: () => server.close(),
  };
}

function withoutId({ productId, quantity, recommendedUnitPrice, remark }: AssetLine): LineValues {
  return { productId, quantity, recommendedUnitPrice, remark };
}

function byText(a: LineValues, b: LineValues): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
