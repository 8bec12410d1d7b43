import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { orderOf, signatureOf } from '../load/messages.ts';
import type { BenchContext } from '../part.ts';
import type { Listening } from '../processes/service.ts';
import { cpuSeconds } from '../processes/usage.ts';

const CONNECTIONS = 50;
const WEBHOOKS = 200;
const HEADERS = { 'content-type': 'application/json', 'user-agent': 'shop/1.0' };

/** What a slice of webhooks took of a service. */
export interface Slice {
  readonly cpuMs: number;
  readonly seconds: number;
}

/** A service that takes slices of webhooks in turn with others. */
export interface SliceTaker {
  /** Sends one slice and waits for its last answer. Null where the system does not tell the CPU time. */
  take(): Promise<Slice | null>;
  /** Gives up its connections. */
  close(): Promise<void>;
}

/** Sends webhooks some hundred at a time: whatever disturbs the machine for longer than a slice disturbs those beside it as well. */
export function sliceTaker(context: BenchContext, { url, process }: Listening): SliceTaker {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  return {
    async take() {
      const bodies = Array.from({ length: WEBHOOKS }, () => JSON.stringify(orderOf(`O-${randomUUID()}`, randomUUID())));
      const now = Math.floor(Date.now() / 1000);
      const requests = bodies.map((body) => ({ body, headers: { ...HEADERS, ...signatureOf(now, body) } }));
      const before = await cpuSeconds(process.pid);
      const begun = performance.now();
      const answers = await Promise.all(
        requests.map(async (request) => {
          const answer = await pool.request({ path: '/webhooks/orders', method: 'POST', ...request });
          await answer.body.dump();
          return answer.statusCode;
        }),
      );
      const seconds = (performance.now() - begun) / 1000;
      const after = await cpuSeconds(process.pid);
      const refused = answers.filter((status) => status !== 202).length;
      if (refused > 0) context.fault(`${refused} webhooks were refused`);
      return before === null || after === null ? null : { cpuMs: (after - before) * 1000, seconds };
    },
    close: () => pool.close(),
  };
}

/** CPU milliseconds a webhook over these slices. */
export function cpuAWebhook(slices: readonly Slice[]): number {
  return slices.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / (slices.length * WEBHOOKS);
}
