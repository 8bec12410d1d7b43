import { maxHeaderSize, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { type ProblemSaid, problemOf } from './problem.ts';

/** Answers what no route sees, since Node cannot read it as a request. */
export interface UnreadableRequests {
  /** For Node's `clientError`: answers once, after the requests before it on the same connection, and closes the connection. */
  readonly refuse: (error: Error & { readonly code?: string }, socket: Duplex) => void;
  /** Follows the requests of `server`, to know what on a connection is answered already. */
  readonly watch: (server: Server) => void;
}

interface UnreadableOptions {
  readonly log: FastifyBaseLogger;
  readonly now: () => Date;
  readonly newRequestId: () => string;
}

type Refusal = ProblemSaid & { readonly status: number };

/** How long a connection is read on after its last answer: a reset while the sender still sends would take the answer away from it. */
const LINGER_MS = 1_000;

/** Makes the answers to requests that are no HTTP: problem details, as every other error. */
export function answerUnreadable({ log, now, newRequestId }: UnreadableOptions): UnreadableRequests {
  /** The last request of each connection, and how many of its requests are not answered yet. */
  const connections = new WeakMap<Duplex, { last: ServerResponse; open: Set<ServerResponse> }>();
  const refused = new WeakSet<Duplex>();

  function refuse(error: Error & { readonly code?: string }, socket: Duplex): void {
    if (refused.has(socket)) return;
    const refusal = refusalOf(error.code ?? '');
    if (refusal === null) {
      socket.destroy(error);
      return;
    }
    refused.add(socket);
    const requestId = newRequestId();
    const { status, code } = refusal;
    log.info({ requestId, status, code, fault: error.code }, 'A request could not be read');
    const connection = connections.get(socket);
    const broken = connection !== undefined && !connection.last.req.complete ? connection.last : null;
    const before = [...(connection?.open ?? [])].filter((response) => response !== broken);
    onceClosed(before, () => {
      // What was answered by its headers alone keeps that answer.
      if (broken?.headersSent === true) onceClosed(broken.writableFinished ? [] : [broken], () => close(socket, ''));
      else close(socket, rawAnswer(refusal, requestId));
    });
  }

  function rawAnswer({ status, ...problem }: Refusal, requestId: string): string {
    const body = JSON.stringify(problemOf(status, problem));
    return [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      `date: ${now().toUTCString()}`,
      `x-request-id: ${requestId}`,
      'x-content-type-options: nosniff',
      'connection: close',
      '',
      body,
    ].join('\r\n');
  }

  return {
    refuse,
    watch(server) {
      server.on('request', ({ socket }, response) => {
        const open = connections.get(socket)?.open ?? new Set();
        connections.set(socket, { last: response, open: open.add(response) });
        response.once('close', () => void open.delete(response));
      });
      server.on('connect', (_request, socket) => {
        // Node has let go of the socket.
        socket.on('error', () => {}).resume();
        close(socket, rawAnswer(NO_TUNNEL, newRequestId()));
      });
    },
  };
}

function onceClosed(responses: readonly ServerResponse[], then: () => void): void {
  let open = responses.length;
  if (open === 0) then();
  for (const response of responses) {
    response.once('close', () => {
      open -= 1;
      if (open === 0) then();
    });
  }
}

/** Sends the last bytes of a connection and closes it, at the latest when the sender has had time to read them. */
function close(socket: Duplex, bytes: string): void {
  // It ends already, with the answer before: Node closes it once that is written.
  if (!socket.writable) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.end(bytes);
}

const REQUEST_LINE = 'The request line is not one of HTTP/1.1.';
const BODY_LENGTH = 'Content-Length and Transfer-Encoding do not say clearly how long the body is.';

/** By the codes of Node's parser, llhttp. */
const SENTENCES: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD: REQUEST_LINE,
  HPE_INVALID_URL: REQUEST_LINE,
  HPE_INVALID_VERSION: REQUEST_LINE,
  HPE_INVALID_CONSTANT: REQUEST_LINE,
  HPE_PAUSED_H2_UPGRADE: REQUEST_LINE,
  HPE_INVALID_HEADER_TOKEN: 'A header is malformed.',
  HPE_INVALID_CONTENT_LENGTH: BODY_LENGTH,
  HPE_UNEXPECTED_CONTENT_LENGTH: BODY_LENGTH,
  HPE_INVALID_TRANSFER_ENCODING: BODY_LENGTH,
  HPE_INVALID_CHUNK_SIZE: 'A chunk of the body is malformed.',
  HPE_INVALID_EOF_STATE: 'The request ended in the middle.',
};

const NO_TUNNEL: Refusal = { status: 501, code: 'method_unknown', detail: 'CONNECT is not served here.' };

/** What a fault of Node's is answered with; null where it is one of the connection, and nobody is there to read an answer. */
function refusalOf(fault: string): Refusal | null {
  if (fault === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, code: 'request_timeout', detail: 'The request took too long to come in.' };
  }
  if (fault === 'HPE_HEADER_OVERFLOW') {
    const detail = `The request line and the headers are larger than ${maxHeaderSize / 1024} KiB.`;
    return { status: 431, code: 'headers_too_large', detail };
  }
  if (fault === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return { status: 413, code: 'body_too_large', detail: 'The extensions of a chunk of the body are too large.' };
  }
  if (!fault.startsWith('HPE_')) return null;
  return { status: 400, code: 'request_unreadable', detail: SENTENCES[fault] ?? 'The request is not valid HTTP/1.1.' };
}
