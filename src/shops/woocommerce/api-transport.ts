import { Agent } from 'undici';
import { exchange, type HttpOutcome } from '../../crm/http-exchange.ts';
import { retryAfterMs } from '../../crm/retry-after.ts';
import { JsonError, readJson } from '../../domain/json.ts';
import type { ShopCallReport } from '../../domain/service-events.ts';
import type { Trace } from '../../domain/trace.ts';
import type { ShopApi } from '../shop.ts';
import { ShopCallError } from '../shop-call-error.ts';
import {
  ShopAnswerLost,
  ShopAnswerUnexpected,
  ShopCallAborted,
  ShopKeyRejected,
  ShopOverloaded,
  ShopRecordNotFound,
  ShopRequestRejected,
  ShopUnreachable,
} from './api-errors.ts';

/** How a shop is called. */
export interface WooApiOptions {
  /** Its name, for messages. */
  readonly shop: string;
  /** For one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Unix time in milliseconds. */
  readonly clock: () => number;
  /** Told of every call once it is over. */
  readonly onCall?: (report: ShopCallReport) => void;
}

/** An answer's JSON, every number by its digits. */
export interface WooAnswer {
  readonly json: unknown;
  /** How many pages the list has; null where the shop does not tell. */
  readonly pages: number | null;
}

/** What is asked: the path below `/wp-json`, and what stands in messages for it. */
export interface WooCall {
  readonly title: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

export interface WooTransport {
  /** `asking`: the operation that asks. @throws {ShopCallError} */
  get(call: WooCall, signal: AbortSignal | null, asking?: Trace | null): Promise<WooAnswer>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** A page of a hundred orders, whose plug-ins write much. */
const MAX_VALUES = 2_000_000;

/** Calls one shop with its consumer key; follows no redirect, which would carry the key elsewhere, and repeats nothing. */
export function createWooTransport(api: ShopApi, { shop, timeoutMs, clock, onCall }: WooApiOptions): WooTransport {
  const agent = new Agent({ connections: 2, connectTimeout: Math.min(timeoutMs, CONNECT_TIMEOUT_MS), allowH2: false });
  const authorization = `Basic ${Buffer.from(`${api.key}:${api.secret}`, 'utf8').toString('base64')}`;
  const headers = { accept: 'application/json', 'user-agent': 'tillbridge', authorization };
  return {
    async get({ title, path, query }, signal, asking = null) {
      const started = clock();
      const url = new URL(`${api.url}/wp-json/${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const limits = { timeoutMs, maxBodyBytes: MAX_BODY_BYTES, signal, beforeSend: null };
      const outcome = await exchange(agent, { method: 'GET', url, headers, body: null }, limits);
      const result = resultOf(`Shop ${shop} GET ${title}`, outcome, timeoutMs, clock());
      const failure = result instanceof ShopCallError ? result : null;
      const status = outcome.kind === 'answer' ? outcome.status : null;
      const ended = { outcome: failure?.code ?? 'ok', errorClass: failure?.errorClass ?? null };
      onCall?.({ title, origin: url.origin, status, ...ended, durationMs: clock() - started, asking });
      if (result instanceof ShopCallError) throw result;
      return result;
    },
    close: () => agent.destroy(),
  };
}

function resultOf(call: string, outcome: HttpOutcome, timeoutMs: number, now: number): WooAnswer | ShopCallError {
  if (outcome.kind !== 'answer') return lost(call, outcome, timeoutMs);
  const { status, headers, body } = outcome;
  if (status !== 200) return refused(call, status, retryAfterMs(headers.get('retry-after'), now));
  const pages = headers.get('x-wp-totalpages') ?? '';
  try {
    return { json: readJson(body, MAX_VALUES), pages: /^\d{1,9}$/.test(pages) ? Number(pages) : null };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const advice = 'see whether a plug-in or PHP prints into its answers';
    return new ShopAnswerUnexpected(call, `the answer is no JSON; ${advice}`, { status, cause: error });
  }
}

type NoWholeAnswer = Exclude<HttpOutcome, { readonly kind: 'answer' }>;

function lost(call: string, { kind, sent, cause }: NoWholeAnswer, timeoutMs: number): ShopCallError {
  if (kind === 'aborted') return new ShopCallAborted(call, 'stopped before the answer was there', { cause });
  if (kind === 'too_large') return new ShopAnswerUnexpected(call, 'the answer is too large to be one', { cause });
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  const why = kind === 'timed_out' ? `nothing in ${timeoutMs} ms` : code;
  if (!sent)
    return new ShopUnreachable(call, `the shop cannot be reached (${why}); check its url in SHOPS_FILE`, { cause });
  return new ShopAnswerLost(call, `no whole answer (${why}); it is tried again`, { cause });
}

function refused(call: string, status: number, retryAfter: number | null): ShopCallError {
  const facts = { status, retryAfterMs: retryAfter };
  const answered = `the shop answered ${status}`;
  if (status === 401 || status === 403) {
    return new ShopKeyRejected(call, `${answered}; check its consumer key and that the key may read`, facts);
  }
  if (status === 404 || status === 410) {
    return new ShopRecordNotFound(call, `${answered}; it is gone, or there is no REST API at the shop's url`, facts);
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return new ShopOverloaded(call, `${answered}; it is tried again`, facts);
  }
  if (status >= 400)
    return new ShopRequestRejected(call, `${answered}; its WooCommerce may be too old for this`, facts);
  return new ShopAnswerUnexpected(call, `${answered}; check its url in SHOPS_FILE`, facts);
}
