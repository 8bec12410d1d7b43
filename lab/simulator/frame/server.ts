import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import { Exchange } from './exchange.ts';
import { type FrameFaultAction, isFrameFault, type OwnFaultAction } from './fault-actions.ts';
import type { Faults } from './faults.ts';
import type { CallJournal } from './journal.ts';
import { type Latency, waitOut } from './latency.ts';
import type { SimulatedApi, Work } from './simulated-api.ts';

/** Apache's KeepAliveTimeout, and Node's: an idle connection is closed after it. */
const keepAliveMs = 5000;

/** What a server serves, and by what it is watched and disturbed. */
export interface ServerParts<Call, Own extends OwnFaultAction> {
  readonly api: SimulatedApi<Call, Own>;
  readonly journal: CallJournal;
  readonly faults: Faults<FrameFaultAction | Own>;
  readonly latency: Latency;
}

/** The HTTP side of a simulator. Work goes on when a client gives up, as behind Apache. */
export class FrameServer<Call, Own extends OwnFaultAction> {
  latency: Latency;
  readonly #api: SimulatedApi<Call, Own>;
  readonly #journal: CallJournal;
  readonly #faults: Faults<FrameFaultAction | Own>;
  readonly #server: Server;

  constructor({ api, journal, faults, latency }: ServerParts<Call, Own>) {
    this.#api = api;
    this.#journal = journal;
    this.#faults = faults;
    this.latency = latency;
    this.#server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
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

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const read = this.#api.receive({ method, url, headers });
    const body = await readBody(request);
    if (body === undefined) return;
    const call = read(body);
    const seen = { method, query: queryOf(url), ...this.#api.subjectOf(call) };
    const exchange = new Exchange(this.#journal.begin(seen, headers), this.#journal, response);
    const action = this.#faults.take(exchange.entry);
    if (action !== undefined) this.#journal.mark(exchange.entry, action.kind);
    await this.#play(call, action, exchange);
  }

  async #play(call: Call, action: FrameFaultAction | Own | undefined, exchange: Exchange): Promise<void> {
    const work: Work = async (commit = this.#api.prepare(call)) => {
      await waitOut(this.latency, exchange.entry);
      return commit();
    };
    if (action === undefined) return exchange.send(await work());
    if (isFrameFault(action)) return await this.#misbehave(call, action, work, exchange);
    exchange.send(await this.#api.misbehave(call, action, work));
  }

  async #misbehave(call: Call, action: FrameFaultAction, work: Work, exchange: Exchange): Promise<void> {
    switch (action.kind) {
      case 'cut':
        if (action.commit) await work();
        return exchange.cut(action.by ?? 'close');
      case 'hang':
        if (action.commit) await work();
        return await exchange.hang();
      case 'half-body':
        return await exchange.sendHalf(await work());
      case 'answer':
        if (action.commit) await work();
        return exchange.send(action);
      case 'slow':
        return exchange.send(await this.#workSlowly(call, action.ms, action.commit));
    }
  }

  async #workSlowly(call: Call, ms: number, when: 'start' | 'end'): Promise<Answer> {
    const commit = this.#api.prepare(call);
    if (when === 'end') {
      await pause(ms);
      return commit();
    }
    const answer = commit();
    await pause(ms);
    return answer;
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

/** What follows the question mark, decoded. */
function queryOf(url: string): string {
  return [...new URL(url, 'http://localhost').searchParams].map(([name, value]) => `${name}=${value}`).join('&');
}
