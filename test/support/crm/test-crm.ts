import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { SuiteCrmConfig } from '../../../src/config/config.ts';
import type { CallContext } from '../../../src/crm/call.ts';
import { createSuiteCrm, type SuiteCrmClient } from '../../../src/crm/suitecrm/client.ts';
import type { CallReport } from '../../../src/domain/service-events.ts';

/** One request as the server got it, with its answer still to be given. */
export interface Received {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly socket: Socket;
  answer(status: number, body: string, headers?: Readonly<Record<string, string>>): void;
  readonly response: ServerResponse;
}

type Handler = (request: Received) => unknown;

/** A server that speaks where the test tells it to, and counts. */
export interface TestCrm extends AsyncDisposable {
  readonly url: string;
  /** V8 calls, in order of arrival. */
  readonly calls: Received[];
  readonly logins: Received[];
  readonly sockets: Set<Socket>;
  readonly reports: CallReport[];
  readonly mostAtOnce: () => number;
  readonly client: SuiteCrmClient;
}

export interface TestCrmOptions {
  readonly config?: Partial<SuiteCrmConfig>;
  readonly clock?: () => number;
  readonly onLogin?: Handler;
  /** Where the CRM stands on its host, such as `/legacy`. */
  readonly below?: string;
}

export const CONFIG: SuiteCrmConfig = {
  url: 'http://127.0.0.1',
  clientId: '11111111-1111-4111-8111-111111111111',
  clientSecret: 'cc_secret',
  user: null,
  concurrency: 4,
  timeoutMs: 5_000,
  serialInvoices: true,
  verifyRelations: true,
  linkCheckMs: 600_000,
  baseCurrency: 'TWD',
};

export const JSON_API = { 'content-type': 'application/vnd.api+json' };
export const JSON_TYPE = { 'content-type': 'application/json' };

/** The context of a call that nobody stops. */
export function context(over: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, beforeSend: () => {}, ...over };
}

/** A real HTTP server with `handle` behind /Api/V8, a token endpoint that hands out token-1, token-2, ..., and a client of it. */
export async function startTestCrm(handle: Handler, options: TestCrmOptions = {}): Promise<TestCrm> {
  const { below = '' } = options;
  const calls: Received[] = [];
  const logins: Received[] = [];
  const sockets = new Set<Socket>();
  let inFlight = 0;
  let most = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    inFlight += 1;
    most = Math.max(most, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    sockets.add(request.socket);
    const received: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: await text(request),
      socket: request.socket,
      response,
      answer: (status, body, headers = JSON_API) => response.writeHead(status, headers).end(body),
    };
    if (received.path === `${below}/Api/access_token`) {
      logins.push(received);
      await (options.onLogin ?? ((login) => login.answer(200, token(`token-${logins.length}`), JSON_TYPE)))(received);
    } else {
      calls.push(received);
      await handle(received);
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config: SuiteCrmConfig = { ...CONFIG, url: `http://127.0.0.1:${port}${below}`, ...options.config };
  const reports: CallReport[] = [];
  const client = createSuiteCrm(config, {
    onCall: (report) => reports.push(report),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  return {
    url: config.url,
    calls,
    logins,
    sockets,
    reports,
    client,
    mostAtOnce: () => most,
    async [Symbol.asyncDispose]() {
      await client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function token(value: string, lifeSeconds = 3600): string {
  return JSON.stringify({ token_type: 'Bearer', expires_in: lifeSeconds, access_token: value });
}

/** The error body of a 400, as SuiteCRM 7.14 lays it out. */
export function errorBody(detail: string): string {
  return JSON.stringify({ errors: { status: 400, title: null, detail } }, null, 4);
}

/** What a call rejected with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call was expected to fail');
}
