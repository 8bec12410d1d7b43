import { Agent } from 'undici';
import type { IkcrmConfig } from '../../config/config.ts';
import type { CallReport } from '../../domain/service-events.ts';
import { abortable } from '../abortable.ts';
import { announced, type CallContext } from '../call.ts';
import { CallAborted, CrmError } from '../errors.ts';
import { exchange, type HttpOutcome, type HttpRequest } from '../http-exchange.ts';
import { noAnswer } from '../no-answer.ts';
import { retryAfterMs } from '../retry-after.ts';
import { readEnvelope, readToken } from './answers.ts';
import { KEEP_ALIVE_MS } from './assumptions.ts';
import { type IkcrmCall, LOGIN } from './call.ts';
import { classify, unreadable } from './classify.ts';
import { SessionEnded, TurnMissed } from './errors.ts';
import type { RateLimiter, Turn } from './rate-limiter.ts';
import type { SessionStore } from './session-store.ts';
import { createSessions } from './sessions.ts';

/** Takes what is wanted from the `data` of a success; null = another shape than expected. */
export type Reader<T> = (data: unknown) => T | CrmError | null;

/** A call: its path below /api/v2, and how to read its answer. */
export interface ApiCall<T> extends IkcrmCall {
  readonly path: string;
  readonly body: string | null;
  readonly read: Reader<T>;
}

export interface TransportOptions {
  readonly store: SessionStore;
  readonly limiter: RateLimiter;
  /** For one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Unix time in milliseconds. */
  readonly clock: () => number;
  readonly onCall: (report: CallReport) => void;
}

export interface Transport {
  /** Sends the call in its turn with the shared session; once more with a new one if that session has ended. */
  send<T>(call: ApiCall<T>, context: CallContext): Promise<T>;
  /** Makes sure that there is a session, with a login if none is known. */
  authenticate(signal: AbortSignal): Promise<void>;
  /** Ends the calls in flight and those that wait, a login among them, and closes the connections. */
  close(): Promise<void>;
}

/** What every call says of itself [public clients]. */
const DEVICE = 'open_api';
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** How often a call may be too late for its turn, or find the session ended before it was sent. */
const MAX_TURNS = 5;
/** How long a login waits for its turn behind the calls that asked before it. */
const LOGIN_QUEUE_MS = 60_000;
const COMMON_HEADERS = { accept: 'application/json', 'user-agent': 'tillbridge' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

export function createTransport(config: IkcrmConfig, options: TransportOptions): Transport {
  const { store, limiter, timeoutMs, clock, onCall } = options;
  const closing = new AbortController();
  const agent = new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connectTimeout: Math.min(timeoutMs, CONNECT_TIMEOUT_MS),
    // Only on HTTP/1.1 is the start of a request the moment before its first byte leaves.
    allowH2: false,
  });
  const sessions = createSessions(store, logIn, LOGIN_QUEUE_MS + timeoutMs, closing.signal);

  async function logIn(signal: AbortSignal): Promise<string> {
    const { login, password, corpId: corp_id, versionCode: version_code } = config;
    const body = JSON.stringify({ device: DEVICE, version_code, login, password, corp_id });
    const call = { ...LOGIN, path: '/auth/login', body, read: readToken };
    return inTurn(call, { signal, beforeSend: () => {} }, (context, turn) => perform(call, {}, context, turn));
  }

  /** Null = the session had ended before anything was sent. */
  async function withSession<T>(call: ApiCall<T>, context: CallContext, turn: Turn): Promise<{ result: T } | null> {
    // Asked after the wait for the turn, in which another replica may have learned that the session has ended.
    const token = await sessions.current();
    if (token === null) {
      await turn.notSent();
      return null;
    }
    const authorization = `Token token=${token}, device=${DEVICE}, version_code=${config.versionCode}`;
    try {
      const within = call.writes ? await announced(context, () => missed(call), clock) : context;
      return { result: await perform(call, { authorization }, within, turn) };
    } catch (error) {
      if (error instanceof SessionEnded) await sessions.ended(token);
      throw error;
    }
  }

  async function attempt<T>(call: ApiCall<T>, context: CallContext): Promise<T> {
    for (let tries = 0; tries < MAX_TURNS; tries += 1) {
      if ((await sessions.current()) === null) {
        await abortable(sessions.open(), context.signal, () => notSent(call));
      }
      const answered = await inTurn(call, context, (within, turn) => withSession(call, within, turn));
      if (answered !== null) return answered.result;
    }
    const advice = 'nobody and nothing else may log in with the account of IKCRM_LOGIN';
    throw new SessionEnded(call, `${MAX_TURNS} sessions were ended by other logins before it was sent; ${advice}`);
  }

  /** Waits for a turn of the rate limit for `work`, and for another when this one was missed. */
  async function inTurn<T>(
    call: IkcrmCall,
    context: CallContext,
    work: (within: CallContext, turn: Turn) => Promise<T>,
    turnsLeft = MAX_TURNS,
  ): Promise<T> {
    const turn = await limiter.take(context.signal, () => notSent(call));
    const beforeSend = () => {
      if (!turn.inTime()) throw missed(call);
      context.beforeSend();
    };
    try {
      return await work({ ...context, beforeSend }, turn);
    } catch (error) {
      if (!(error instanceof TurnMissed) || turnsLeft === 1) throw error;
      return await inTurn(call, context, work, turnsLeft - 1);
    }
  }

  async function perform<T>(
    call: ApiCall<T>,
    authorization: Readonly<Record<string, string>>,
    context: CallContext,
    turn: Turn,
  ): Promise<T> {
    const started = clock();
    const { operation, verb, module, id, body } = call;
    const { signal, beforeSend } = context;
    const contentType = body === null ? {} : JSON_TYPE;
    const origin = context.origin?.() ?? null;
    const headers = { ...origin?.headers, ...COMMON_HEADERS, ...authorization, ...contentType };
    const request: HttpRequest = { method: verb, url: new URL(`${config.url}/api/v2${call.path}`), headers, body };
    const limits = { timeoutMs, maxBodyBytes: MAX_BODY_BYTES, signal, beforeSend };
    const outcome = await exchange(agent, request, limits).catch(async (error: unknown) => {
      await turn.notSent();
      throw error;
    });
    const durationMs = clock() - started;
    if (outcome.kind === 'answer') await turn.answered();
    else if (!outcome.sent) await turn.notSent();
    const result = interpret(call, outcome);
    const status = outcome.kind === 'answer' ? outcome.status : null;
    const failure = result instanceof CrmError ? result : null;
    const ended = { outcome: failure?.code ?? 'ok', errorClass: failure?.errorClass ?? null, durationMs };
    const where = { origin: request.url.origin, path: request.url.pathname, span: origin?.span ?? null };
    onCall({ operation, verb, module, id, ...where, status, ...ended });
    if (result instanceof CrmError) throw result;
    return result;
  }

  function interpret<T>(call: ApiCall<T>, outcome: HttpOutcome): T | CrmError {
    if (outcome.kind !== 'answer') return noAnswer(call, outcome, { timeoutMs, variable: 'IKCRM_URL' });
    const { status, headers, body } = outcome;
    const answer = {
      status,
      contentType: headers.get('content-type') ?? '',
      retryAfterMs: retryAfterMs(headers.get('retry-after'), clock()),
      envelope: readEnvelope(body),
    };
    if (status < 200 || status > 299 || answer.envelope?.code !== '0') return classify(call, answer);
    return call.read(answer.envelope.data) ?? unreadable(call, answer);
  }

  return {
    async send(call, context) {
      const within = { ...context, signal: AbortSignal.any([context.signal, closing.signal]) };
      try {
        return await attempt(call, within);
      } catch (error) {
        if (!(error instanceof SessionEnded)) throw error;
      }
      return await attempt(call, within);
    },
    async authenticate(signal) {
      if ((await sessions.current()) === null) await abortable(sessions.open(), signal, () => notSent(LOGIN));
    },
    async close() {
      closing.abort(new Error('the client is closed'));
      await agent.destroy();
    },
  };
}

function notSent(call: IkcrmCall): CallAborted {
  return new CallAborted(call, 'stopped before it was sent');
}

function missed(call: IkcrmCall): TurnMissed {
  const advice = 'it is tried again; see whether this machine, its database or its network is overloaded';
  return new TurnMissed(call, `too slow to be sent within its turn of the rate limit; ${advice}`);
}
