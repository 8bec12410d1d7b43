import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultAction, Faults } from '../suitecrm/faults.ts';
import type { CallJournal, JournaledCall } from '../suitecrm/journal.ts';
import type { Answer } from './answer.ts';
import { answerCall, type Crm, subjectOf } from './api.ts';
import type { RateWindow } from './rate-window.ts';
import { type ApiRequest, parseRequest, readableParameters } from './request.ts';

/** What happens with one request: an answer to send, or none. */
interface Exchange {
  readonly request: ApiRequest;
  readonly entry: JournaledCall;
  readonly response: ServerResponse;
  readonly overLimit: boolean;
}

export interface ServerOptions {
  readonly crm: Crm;
  readonly journal: CallJournal;
  readonly faults: Faults;
  readonly rate: RateWindow;
  /** Calls in a window; more are refused. */
  readonly limit: number;
  /** Milliseconds before the work of a call. */
  readonly latencyMs: number;
}

/** The HTTP side of the simulator. Work goes on when a client gives up. */
export class IkcrmServer {
  readonly #options: ServerOptions;
  readonly #server: Server;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => this.#server.emit('error', error));
    });
  }

  /** Starts to listen and returns the port. */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Stops listening and breaks all connections, hanging calls included. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { rate, limit, journal, faults } = this.#options;
    const overLimit = rate.arrive(performance.now()) > limit;
    const body = await readBody(incoming);
    if (body === undefined) return;
    const request = parseRequest(incoming.method ?? 'GET', incoming.url ?? '/', incoming.headers, body);
    const { method, path, query } = request;
    const seen = { method, path, query, ...subjectOf(path), body: readableParameters(request.parameters) };
    const entry = journal.begin(seen, incoming.headers);
    const exchange = { request, entry, response, overLimit };
    const action = faults.take(entry);
    if (action === undefined) return this.#send(exchange, await this.#work(exchange));
    journal.mark(entry, action.kind);
    await this.#misbehave(exchange, action);
  }

  async #misbehave(exchange: Exchange, action: FaultAction): Promise<void> {
    switch (action.kind) {
      case 'cut':
        if (action.commit) await this.#work(exchange);
        return this.#cut(exchange, action.by ?? 'close');
      case 'hang':
        if (action.commit) await this.#work(exchange);
        if (!exchange.response.destroyed) await once(exchange.response, 'close');
        return this.#options.journal.end(exchange.entry, null);
      case 'half-body':
        return this.#sendHalf(exchange, await this.#work(exchange));
      case 'answer':
        if (action.commit) await this.#work(exchange);
        return this.#send(exchange, action);
      case 'revoke-tokens':
        this.#options.crm.sessions.end();
        return this.#send(exchange, await this.#work(exchange));
      case 'slow': {
        const early = action.commit === 'start' ? await this.#work(exchange) : undefined;
        await pause(action.ms);
        return this.#send(exchange, early ?? (await this.#work(exchange)));
      }
      default:
        throw new TypeError(`ikcrm knows no fault "${action.kind}"`);
    }
  }

  async #work({ request, overLimit }: Exchange): Promise<Answer> {
    const { latencyMs, crm } = this.#options;
    if (latencyMs > 0) await pause(latencyMs);
    return answerCall(request, crm, overLimit);
  }

  #send({ entry, response }: Exchange, answer: Answer): void {
    this.#options.journal.end(entry, answer.status);
    if (response.destroyed) return;
    response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
    response.end(answer.body);
  }

  async #sendHalf({ entry, response }: Exchange, answer: Answer): Promise<void> {
    const body = Buffer.from(answer.body);
    response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
    await new Promise<void>((resolve) => response.write(body.subarray(0, body.length >> 1), () => resolve()));
    this.#options.journal.end(entry, answer.status);
    response.socket?.destroy();
  }

  #cut({ entry, response }: Exchange, by: 'close' | 'reset'): void {
    this.#options.journal.end(entry, null);
    if (by === 'reset') response.socket?.resetAndDestroy();
    else response.socket?.destroy();
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    // The client went away before its request was complete: the application never sees it.
    return undefined;
  }
  return Buffer.concat(chunks);
}
