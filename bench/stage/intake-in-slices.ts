import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { formatTraceparent, newTrace } from '../../src/domain/trace.ts';
import { orderOf, signatureOf } from '../load/messages.ts';
import type { BenchContext } from '../part.ts';
import type { Listening } from '../processes/service.ts';
import { cpuSeconds } from '../processes/usage.ts';

const CONNECTIONS = 50;
/** As many as one export of spans takes along. */
const WEBHOOKS = 512;
/** For what goes on once the last answer is there, such as the export. */
const SETTLE_MS = 20;
const HEADERS = { 'content-type': 'application/json', 'user-agent': 'shop/1.0' };

/** Sends a service slices of webhooks. */
export interface SliceTaker {
  /**
   * Sends one slice, each webhook in a trace of its own that its sender records or does not, and waits for its last answer.
   * @returns the milliseconds of CPU that a webhook took; null where the system does not tell.
   */
  take(recorded: boolean): Promise<number | null>;
  /** Gives up its connections. */
  close(): Promise<void>;
}

/** Sends webhooks some hundred at a time: whatever disturbs the machine for longer than a slice disturbs those beside it as well. */
export function sliceTaker(context: BenchContext, { url, process }: Listening): SliceTaker {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  return {
    async take(recorded) {
      const bodies = Array.from({ length: WEBHOOKS }, () => JSON.stringify(orderOf(`O-${randomUUID()}`, randomUUID())));
      const now = Math.floor(Date.now() / 1000);
      const requests = bodies.map((body) => ({
        body,
        headers: { ...HEADERS, traceparent: traceparent(recorded), ...signatureOf(now, body) },
      }));
      const before = await cpuSeconds(process.pid);
      const answers = await Promise.all(
        requests.map(async (request) => {
          const answer = await pool.request({ path: '/webhooks/orders', method: 'POST', ...request });
          await answer.body.dump();
          return answer.statusCode;
        }),
      );
      await pause(SETTLE_MS);
      const after = await cpuSeconds(process.pid);
      const refused = answers.filter((status) => status !== 202).length;
      if (refused > 0) context.fault(`${refused} webhooks were refused`);
      return before === null || after === null ? null : ((after - before) * 1000) / WEBHOOKS;
    },
    close: () => pool.close(),
  };
}

function traceparent(recorded: boolean): string {
  return formatTraceparent({ ...newTrace(randomBytes), flags: recorded ? '01' : '00' });
}
