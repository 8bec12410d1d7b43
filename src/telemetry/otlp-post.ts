import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { TelemetryConfig } from '../config/config.ts';
import { TillbridgeError } from '../domain/errors.ts';

/** The collector did not take an export, as far as is known. */
export class OtlpNotTaken extends TillbridgeError {
  readonly code = 'otlp_not_taken';
  readonly errorClass = 'transient';
  /** How long to wait before the same is sent again, in milliseconds, at least; null = it is not worth it. */
  readonly againAfterMs: number | null;

  constructor(message: string, againAfterMs: number | null) {
    super(message);
    this.againAfterMs = againAfterMs;
  }
}

/** Sends exports to one collector. */
export interface OtlpPost {
  /** @throws {OtlpNotTaken} when the time is over, or at once where it is no use to send it again. */
  send(signal: 'traces' | 'metrics', body: Uint8Array): Promise<void>;
  /** Gives up what is on its way. */
  close(): Promise<void>;
}

/** How long one export may take, and the pauses before it is sent again, in milliseconds. */
export interface PostTimings {
  readonly timeoutMs: number;
  readonly againMs: readonly number[];
}

const CONTENT_TYPES = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;
/** Those after which the specification of OTLP lets the same be sent again. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** What is read of an answer, so that its connection can be used again; nothing of it is looked at. */
const MAX_ANSWER_BYTES = 64 * 1024;
const ANSWER_MS = 100;
const MAX_HEADER_BYTES = 16 * 1024;
/** Longer than between two exports. */
const KEEP_ALIVE_MS = 15_000;

/** The collector can be slow, away or hostile: no redirect is followed, an answer is bounded in size and time, and errors name no address. */
export function createOtlpPost(config: TelemetryConfig, { timeoutMs, againMs }: PostTimings): OtlpPost {
  const closing = new AbortController();
  const agent = new Agent({
    connections: 2,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectTimeout: timeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    allowH2: false,
  });
  const headers = { ...config.headers, 'content-type': CONTENT_TYPES[config.protocol], 'user-agent': 'tillbridge' };

  async function once(url: string, body: Uint8Array, signal: AbortSignal): Promise<void> {
    const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, signal };
    const answer = await request(url, { method: 'POST', dispatcher: agent, headers, body, ...limits }).catch(
      (error: unknown) => {
        throw new OtlpNotTaken(`The collector gave no answer (${codeOf(error)})`, 0);
      },
    );
    // Its status has said it: whatever comes after that, or does not come, changes nothing, and nobody waits for it.
    answer.body.dump({ limit: MAX_ANSWER_BYTES, signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => {});
    const { statusCode: status } = answer;
    if (status >= 200 && status <= 299) return;
    const again = PASSING.has(status) ? secondsIn(answer.headers['retry-after']) * 1000 : null;
    throw new OtlpNotTaken(`The collector answered ${status}`, again);
  }

  return {
    async send(signal, body) {
      const url = `${config.endpoint}/v1/${signal}`;
      const over = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
      for (let tries = 0; ; tries += 1) {
        try {
          return await once(url, body, over);
        } catch (error) {
          const againAfterMs = error instanceof OtlpNotTaken ? error.againAfterMs : null;
          const pauseMs = againMs[tries];
          if (againAfterMs === null || pauseMs === undefined || over.aborted) throw error;
          await pause(Math.max(pauseMs, againAfterMs), undefined, { signal: over, ref: false }).catch(() => {});
          if (over.aborted) throw error;
        }
      }
    },
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
}

function secondsIn(retryAfter: string | string[] | undefined): number {
  return typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0;
}

/** Messages of the network name hosts and addresses, which may be secret here: only the code is told. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
