import { Agent } from 'undici';
import type { SuiteCrmConfig } from '../../config/config.ts';
import type { CallReport } from '../../domain/service-events.ts';
import { abortable } from '../abortable.ts';
import { announced, type CallContext, type CallOrigin } from '../call.ts';
import { CallAborted, CrmError } from '../errors.ts';
import { exchange, type HttpOutcome, type HttpRequest } from '../http-exchange.ts';
import { findJson } from '../json-reader.ts';
import { noAnswer } from '../no-answer.ts';
import { retryAfterMs } from '../retry-after.ts';
import { createSlots } from '../slots.ts';
import type { SuiteCrmCall } from './call.ts';
import { classify, unreadable } from './classify.ts';
import { ConnectionSlow, TokenRejected } from './errors.ts';
import { LOGIN, loginForm, readToken } from './login.ts';
import { createTokenCache } from './token.ts';

/** Takes what is wanted from the JSON of a success; null = another shape than expected. */
export type Reader<T> = (json: unknown) => T | CrmError | null;

/** A call to the V8 API: its path below /Api/V8, and how to read its answer. */
export interface V8Call<T> extends SuiteCrmCall {
  readonly path: string;
  readonly body: string | null;
  readonly read: Reader<T>;
}

export interface TransportOptions {
  /** Unix time in milliseconds. */
  readonly clock: () => number;
  readonly onCall: (report: CallReport) => void;
}

export interface Transport {
  /** Sends the call with the shared token; after a 401 once more with a new one. */
  send<T>(call: V8Call<T>, context: CallContext): Promise<T>;
  /** Makes sure that there is a token, with a login if need be. */
  authenticate(signal: AbortSignal): Promise<void>;
  /** Ends the calls in flight, a login among them, and closes the connections. */
  close(): Promise<void>;
}

// Apache ends an idle connection after 5 s, and undici's own timer may be a second late.
const KEEP_ALIVE_MS = 3_000;
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const ANSWER_KEYS = ['data', 'errors', 'meta', 'error', 'message', 'access_token'];
const COMMON_HEADERS = { accept: 'application/vnd.api+json, application/json', 'user-agent': 'tillbridge' };

export function createTransport(config: SuiteCrmConfig, { clock, onCall }: TransportOptions): Transport {
  const agent = new Agent({
    connections: config.concurrency,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connectTimeout: Math.min(config.timeoutMs, CONNECT_TIMEOUT_MS),
    // Only on HTTP/1.1 is the start of a request the moment before its first byte leaves.
    allowH2: false,
  });
  const advice = { timeoutMs: config.timeoutMs, variable: 'SUITECRM_URL' };
  const slots = createSlots(config.concurrency);
  const tokens = createTokenCache(login, clock);

  async function login() {
    const obtainedAt = clock();
    const body = loginForm(config);
    const headers = { ...COMMON_HEADERS, 'content-type': 'application/x-www-form-urlencoded' };
    const request: HttpRequest = { method: 'POST', url: new URL(`${config.url}/Api/access_token`), headers, body };
    // Not the signal of the one who asked first: others wait for the same token.
    const token = await perform(LOGIN, request, readToken, { context: null, origin: null });
    return { value: token.value, obtainedAt, expiresAt: obtainedAt + token.lifeMs };
  }

  /** A write that could not leave on time finds the connection open when it is tried again. */
  async function attempt<T>(call: V8Call<T>, token: string, context: CallContext, triesLeft = 4): Promise<T> {
    if (!call.writes) return await attemptOnce(call, token, context);
    const late = () => new ConnectionSlow(call, 'connecting took too long, nothing was sent; it is tried again');
    try {
      return await attemptOnce(call, token, await announced(context, late, clock));
    } catch (error) {
      if (!(error instanceof ConnectionSlow) || triesLeft === 1) throw error;
      return await attempt(call, token, context, triesLeft - 1);
    }
  }

  function attemptOnce<T>(call: V8Call<T>, token: string, context: CallContext): Promise<T> {
    const origin = context.origin?.() ?? null;
    const headers = {
      ...origin?.headers,
      ...COMMON_HEADERS,
      authorization: `Bearer ${token}`,
      // SuiteCRM marks every answer as good for a month, so a proxy must be told to ask it each time.
      'cache-control': 'no-cache',
      ...(call.body === null ? {} : { 'content-type': 'application/vnd.api+json' }),
    };
    const url = new URL(`${config.url}/Api/V8${call.path}`);
    return perform(call, { method: call.verb, url, headers, body: call.body }, call.read, { context, origin });
  }

  async function perform<T>(
    call: SuiteCrmCall,
    request: HttpRequest,
    read: Reader<T>,
    { context, origin }: { readonly context: CallContext | null; readonly origin: CallOrigin | null },
  ): Promise<T> {
    const started = clock();
    const { signal = null, beforeSend = null } = context ?? {};
    const limits = { timeoutMs: config.timeoutMs, maxBodyBytes: MAX_BODY_BYTES, signal, beforeSend };
    const outcome = await exchange(agent, request, limits);
    const { status, noise, result } = interpret(call, outcome, read);
    const failure = result instanceof CrmError ? result : null;
    const { operation, verb, module, id } = call;
    const ended = {
      outcome: failure?.code ?? 'ok',
      errorClass: failure?.errorClass ?? null,
      durationMs: clock() - started,
    };
    const where = { origin: request.url.origin, path: request.url.pathname, span: origin?.span ?? null };
    onCall({ operation, verb, module, id, ...where, status, noise, ...ended });
    if (result instanceof CrmError) throw result;
    return result;
  }

  function interpret<T>(call: SuiteCrmCall, outcome: HttpOutcome, read: Reader<T>): Interpreted<T> {
    if (outcome.kind !== 'answer') return { status: null, noise: 0, result: noAnswer(call, outcome, advice) };
    const { status, headers, body } = outcome;
    const found = findJson(body, ANSWER_KEYS);
    const noise = found === null ? 0 : found.noiseBefore + found.noiseAfter;
    const retryAfter = retryAfterMs(headers.get('retry-after'), clock());
    const answer = {
      status,
      contentType: headers.get('content-type') ?? '',
      retryAfterMs: retryAfter,
      json: found?.value ?? null,
    };
    if (status < 200 || status > 299 || found === null) return { status, noise, result: classify(call, answer) };
    return { status, noise, result: read(found.value) ?? unreadable(call, answer) };
  }

  return {
    async send(call, context) {
      const aborted = () => new CallAborted(call, 'stopped before it was sent');
      const { signal, urgent = false } = context;
      // The slot comes first, so that a login runs under the slot of those who wait for it.
      return await slots.run({ signal, aborted, urgent }, async () => {
        const token = await abortable(tokens.current(), signal, aborted);
        try {
          return await attempt(call, token, context);
        } catch (error) {
          if (!(error instanceof TokenRejected)) throw error;
          tokens.invalidate(token);
        }
        return await attempt(call, await abortable(tokens.current(), signal, aborted), context);
      });
    },
    async authenticate(signal) {
      const aborted = () => new CallAborted(LOGIN, 'stopped before it was sent');
      await slots.run({ signal, aborted }, () => abortable(tokens.current(), signal, aborted));
    },
    close: () => agent.destroy(),
  };
}

interface Interpreted<T> {
  readonly status: number | null;
  readonly noise: number;
  readonly result: T | CrmError;
}
