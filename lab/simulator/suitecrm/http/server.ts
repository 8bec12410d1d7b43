import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, failure } from '../answer.ts';
import type { Crm } from '../crm.ts';
import { accessDenied, databaseFailure } from '../errors.ts';
import type { FaultAction, Faults } from '../faults.ts';
import { everythingIsWritten, type Unwritten } from '../handlers/handler.ts';
import type { CallJournal, JournaledCall } from '../journal.ts';
import { parseCall, type SimulatedCall } from './call.ts';
import { subjectOf } from './call-subject.ts';
import { prepare } from './dispatch.ts';
import { withoutDatabase } from './lost-database.ts';
import { phpWarnings } from './warnings.ts';

/** What lies between reading and writing of a call: milliseconds, fixed or chosen per call, or until something has happened. */
export type Latency = number | ((call: JournaledCall) => number | Promise<unknown>);

/** Apache's KeepAliveTimeout: an idle connection is closed after it. */
const keepAliveMs = 5000;

/** What happens with one request: an answer to send, or none. */
interface Exchange {
  readonly call: SimulatedCall;
  readonly entry: JournaledCall;
  readonly response: ServerResponse;
}

/** The HTTP side of the simulator. Work goes on when a client gives up, as behind Apache. */
export class CrmServer {
  latency: Latency;
  readonly #crm: Crm;
  readonly #journal: CallJournal;
  readonly #faults: Faults;
  readonly #server: Server;

  constructor(crm: Crm, journal: CallJournal, faults: Faults, latency: Latency) {
    this.#crm = crm;
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
    if (!this.#server.listening) {
      return;
    }
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) {
      return;
    }
    const call = parseCall(request.method ?? 'GET', request.url ?? '/', request.headers, body);
    const { method, path } = call;
    const entry = this.#journal.begin(
      {
        method,
        path,
        query: queryOf(request.url ?? ''),
        ...subjectOf(call, this.#crm.schema),
        body: call.body ?? null,
      },
      request.headers,
    );
    const exchange = { call, entry, response };
    const action = this.#faults.take(entry);
    if (action === undefined) {
      this.#send(exchange, await this.#work(exchange));
      return;
    }
    this.#journal.mark(entry, action.kind);
    await this.#misbehave(exchange, action);
  }

  async #misbehave(exchange: Exchange, action: FaultAction): Promise<void> {
    switch (action.kind) {
      case 'cut':
        await this.#workIf(action.commit, exchange);
        this.#cut(exchange, action.by ?? 'close');
        return;
      case 'hang':
        await this.#workIf(action.commit, exchange);
        await abandoned(exchange.response);
        this.#journal.end(exchange.entry, null);
        return;
      case 'half-body':
        await this.#sendHalf(exchange, await this.#work(exchange));
        return;
      case 'answer':
        await this.#workIf(action.commit, exchange);
        this.#send(exchange, { status: action.status, headers: action.headers, body: action.body });
        return;
      case 'database-failure':
        await this.#workIf(action.commit, exchange);
        this.#send(exchange, failure(databaseFailure()));
        return;
      case 'lost-database':
        await this.#workIf(action.commit, exchange);
        this.#send(exchange, withoutDatabase(exchange.call, this.#crm, action.missing));
        return;
      case 'unstored-relation':
        this.#send(exchange, await this.#work(exchange, { ...everythingIsWritten, relation: true }));
        return;
      case 'lost-fields': {
        const { fields, shows = 'stored' } = action;
        this.#send(exchange, await this.#work(exchange, { ...everythingIsWritten, fields, shows }));
        return;
      }
      case 'access-denied':
        this.#send(exchange, failure(accessDenied()));
        return;
      case 'php-warnings':
        this.#send(exchange, withWarnings(await this.#work(exchange), action.where));
        return;
      case 'revoke-tokens':
        this.#crm.options.tokens.revokeAll();
        this.#send(exchange, await this.#work(exchange));
        return;
      case 'slow':
        this.#send(exchange, await this.#workSlowly(exchange, action.ms, action.commit));
        return;
    }
  }

  async #work({ call, entry }: Exchange, unwritten: Unwritten = everythingIsWritten): Promise<Answer> {
    const commit = prepare(call, this.#crm, unwritten);
    const wait = typeof this.latency === 'number' ? this.latency : this.latency(entry);
    if (typeof wait !== 'number') {
      await wait;
    } else if (wait > 0) {
      await pause(wait);
    }
    return commit();
  }

  async #workIf(wanted: boolean, exchange: Exchange): Promise<void> {
    if (wanted) {
      await this.#work(exchange);
    }
  }

  async #workSlowly({ call }: Exchange, ms: number, when: 'start' | 'end'): Promise<Answer> {
    const commit = prepare(call, this.#crm);
    if (when === 'end') {
      await pause(ms);
      return commit();
    }
    const answer = commit();
    await pause(ms);
    return answer;
  }

  #send({ entry, response }: Exchange, answer: Answer): void {
    this.#journal.end(entry, answer.status);
    if (!response.destroyed) {
      response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
      response.end(answer.body);
    }
  }

  async #sendHalf({ entry, response }: Exchange, answer: Answer): Promise<void> {
    const body = Buffer.from(answer.body);
    response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
    await new Promise<void>((resolve) => response.write(body.subarray(0, body.length >> 1), () => resolve()));
    this.#journal.end(entry, answer.status);
    response.socket?.destroy();
  }

  #cut({ entry, response }: Exchange, by: 'close' | 'reset'): void {
    this.#journal.end(entry, null);
    if (by === 'reset') {
      response.socket?.resetAndDestroy();
    } else {
      response.socket?.destroy();
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) {
      chunks.push(chunk);
    }
  } catch {
    // The client went away before its request was complete: Apache never starts PHP for it.
    return undefined;
  }
  return Buffer.concat(chunks).toString();
}

async function abandoned(response: ServerResponse): Promise<void> {
  if (!response.destroyed) {
    await once(response, 'close');
  }
}

function withWarnings(answer: Answer, where: 'before' | 'after' | 'both'): Answer {
  const before = where === 'after' ? '' : phpWarnings;
  const after = where === 'before' ? '' : phpWarnings;
  return { ...answer, body: before + answer.body + after };
}

/** What follows the question mark, decoded. */
function queryOf(url: string): string {
  return [...new URL(url, 'http://localhost').searchParams].map(([name, value]) => `${name}=${value}`).join('&');
}
