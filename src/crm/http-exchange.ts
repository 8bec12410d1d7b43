import type { Dispatcher } from 'undici';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface HttpLimits {
  /** For the whole of it: connection, headers and body. */
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal | null;
  /** Called when the connection stands and the first byte is about to leave; what it throws stops the request unsent. */
  readonly beforeSend: (() => void) | null;
}

/** Why there is no answer. `too_large`: the body grew over the limit. */
export type HttpFailure = 'failed' | 'timed_out' | 'aborted' | 'too_large';

/** A whole answer, or what kept it away. `sent` false: not one byte left, so the other side knows nothing of the request. */
export type HttpOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case; of a repeated header the first value. */
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
    }
  | {
      readonly kind: HttpFailure;
      readonly sent: boolean;
      /** The head of an answer was there: the other side had done its work. */
      readonly answered: boolean;
      readonly cause: Error;
    };

/**
 * One HTTP request: no redirect followed, nothing cached, nothing repeated. Rejects only with what `beforeSend` threw.
 * The dispatcher's own handler is used because only it tells whether the request had been sent when it failed.
 */
export function exchange(dispatcher: Dispatcher, request: HttpRequest, limits: HttpLimits): Promise<HttpOutcome> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let settled = false;
    let sent = false;
    let status = 0;
    let headers: ReadonlyMap<string, string> = new Map();
    let size = 0;
    const chunks: Buffer[] = [];

    function settle(finish: () => void): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
      finish();
    }

    function stop(kind: HttpFailure, cause: Error): void {
      settle(() => resolve({ kind, sent, answered: status !== 0, cause }));
      controller?.abort(cause);
    }

    const onAbort = () => stop('aborted', new Error('aborted by the caller'));
    const timer = setTimeout(
      () => stop('timed_out', new Error(`no answer in ${limits.timeoutMs} ms`)),
      limits.timeoutMs,
    );
    if (limits.signal?.aborted) return onAbort();
    limits.signal?.addEventListener('abort', onAbort, { once: true });

    dispatcher.dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        body: request.body,
        // The timer above covers the whole exchange to the millisecond.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(started) {
          controller = started;
          // Given up while connecting: it must not be sent any more.
          if (settled) return started.abort(new Error('given up'));
          try {
            limits.beforeSend?.();
            sent = true;
          } catch (error) {
            settle(() => reject(error));
            started.abort(new Error('stopped before sending', { cause: error }));
          }
        },
        onResponseStart(_, statusCode, responseHeaders) {
          status = statusCode;
          headers = firstValues(responseHeaders);
        },
        onResponseData(_, chunk) {
          size += chunk.length;
          if (size > limits.maxBodyBytes) stop('too_large', new Error(`a body over ${limits.maxBodyBytes} bytes`));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          settle(() => resolve({ kind: 'answer', status, headers, body: Buffer.concat(chunks) }));
        },
        onResponseError(_, error) {
          stop('failed', error);
        },
      },
    );
  });
}

function firstValues(
  raw: Readonly<Record<string, string | readonly string[] | undefined>>,
): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(raw)) {
    const first = typeof value === 'string' ? value : value?.[0];
    if (first !== undefined) headers.set(name.toLowerCase(), first);
  }
  return headers;
}
