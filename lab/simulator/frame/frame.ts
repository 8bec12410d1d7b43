import type { FrameFaultAction, OwnFaultAction } from './fault-actions.ts';
import { Faults } from './faults.ts';
import { CallJournal } from './journal.ts';
import type { Latency } from './latency.ts';
import { FrameServer } from './server.ts';
import type { SimulatedApi } from './simulated-api.ts';

/** Where a simulator listens, and how long its calls take. */
export interface FrameOptions {
  /** 0 (the default) = any free port. */
  readonly port?: number;
  readonly host?: string;
  /** 0 (the default): calls run one after another; with a latency, calls side by side race as on the real server. */
  readonly latency?: Latency;
}

/** What every running simulator has. `Own`: the faults that it has beside those of the frame. */
export interface Frame<Own extends OwnFaultAction> {
  /** `http://host:port`. */
  readonly url: string;
  readonly journal: CallJournal;
  readonly faults: Faults<FrameFaultAction | Own>;
  setLatency(latency: Latency): void;
  /** Stops listening, as a server that is shut down: connections break, and new ones are refused. */
  goAway(): Promise<void>;
  /** Listens again where it did before. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Serves a simulated API in this process; rejects if the port is taken. */
export async function startFrame<Call, Own extends OwnFaultAction>(
  api: SimulatedApi<Call, Own>,
  { port: wanted = 0, host = '127.0.0.1', latency = 0 }: FrameOptions,
): Promise<Frame<Own>> {
  const journal = new CallJournal();
  const faults = new Faults<FrameFaultAction | Own>();
  const server = new FrameServer({ api, journal, faults, latency });
  const port = await server.listen(wanted, host);
  return {
    url: `http://${host}:${port}`,
    journal,
    faults,
    setLatency(changed) {
      server.latency = changed;
    },
    goAway: () => server.close(),
    comeBack: async () => void (await server.listen(port, host)),
    close: () => server.close(),
  };
}
