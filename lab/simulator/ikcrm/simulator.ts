import { type Frame, type FrameOptions, startFrame } from '../frame/frame.ts';
import { ikcrmApi } from './api.ts';
import type { IkcrmOwnFault } from './faults.ts';
import { RateWindow } from './rate-window.ts';
import type { IkcrmState } from './routes.ts';
import { seededStore } from './seed.ts';
import { type Account, AccountSessions } from './sessions.ts';
import type { AssetLine, LineValues, StoredContract } from './store.ts';

/** How the simulated server is set up; all of it has a default. */
export interface IkcrmSimulatorOptions extends FrameOptions {
  readonly account?: Account;
  /** More calls than that in a window are refused (default 10 in 10,000 ms). */
  readonly rateLimit?: { readonly calls: number; readonly windowMs: number };
  /** How many contracts without lines there are beside the usual ones, with ids from 10001 on (default 0). */
  readonly moreContracts?: number;
}

/** A running simulated ikcrm, open API v2. Its `url` is without `/api`. */
export interface IkcrmSimulator extends Frame<IkcrmOwnFault> {
  readonly account: Account;
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
}

const defaultAccount: Account = { login: '13800000000', password: 'ik_secret', corpId: 'corp-49' };

/** Starts a simulated ikcrm in this process; rejects if the port is taken. */
export async function startIkcrmSimulator(options: IkcrmSimulatorOptions = {}): Promise<IkcrmSimulator> {
  const { account = defaultAccount, rateLimit = { calls: 10, windowMs: 10_000 } } = options;
  const { moreContracts } = options;
  const crm: IkcrmState = { store: seededStore(moreContracts), sessions: new AccountSessions(account) };
  const rate = new RateWindow(rateLimit.windowMs);
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
  const frame = await startFrame(ikcrmApi({ crm, rate, limit: rateLimit.calls }), options);
  return {
    ...frame,
    account,
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
      frame.journal.clear();
      frame.faults.reset();
      rate.clear();
    },
  };
}

function withoutId({ productId, quantity, recommendedUnitPrice, remark }: AssetLine): LineValues {
  return { productId, quantity, recommendedUnitPrice, remark };
}

function byText(a: LineValues, b: LineValues): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
