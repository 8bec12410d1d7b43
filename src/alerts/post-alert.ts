import { Agent, request } from 'undici';
import { TillbridgeError } from '../domain/errors.ts';
import { signatureHeaders } from '../webhooks/sign-request.ts';

/** Where alerts go, and what signs them. */
export interface AlertReceiver {
  /** May hold a secret of the receiver's in path or query: it stands in no log. */
  readonly url: string;
  /** `whsec_` and base64; several, divided by spaces, sign side by side. */
  readonly secret: string;
}

/** An alert did not arrive, as far as is known. */
export class AlertNotTaken extends TillbridgeError {
  readonly code = 'alert_not_taken';
  readonly errorClass = 'transient';
}

/** One message; the same `id` again is the same message. */
export interface AlertMessage {
  readonly id: string;
  readonly body: string;
  /** When it is signed. */
  readonly sentAt: Date;
  readonly signal: AbortSignal;
}

/** Posts alerts to one receiver. */
export interface AlertPost {
  /** @throws {AlertNotTaken} for every answer but 2xx, and where there is none in time. */
  post(message: AlertMessage): Promise<void>;
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;

/**
 * The receiver is anybody's: what it answers with is its status and nothing else. No redirect is followed, and the connection is closed with
 * the first bytes of a body, so that an endless one costs nothing.
 */
export function createAlertPost({ url, secret }: AlertReceiver, timeoutMs: number): AlertPost {
  const agent = new Agent({
    connections: 2,
    keepAliveTimeout: 1,
    connectTimeout: timeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    allowH2: false,
  });
  return {
    async post({ id, body, sentAt, signal }) {
      const status = await statusOf(
        request(url, {
          method: 'POST',
          dispatcher: agent,
          headers: {
            'content-type': 'application/json',
            'user-agent': 'tillbridge',
            ...signatureHeaders(secret.trim().replace(/\s+/g, ' '), id, sentAt, body),
          },
          body,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        }),
      );
      if (status < 200 || status > 299) throw new AlertNotTaken(`The receiver of alerts answered ${status}`);
    },
    close: () => agent.destroy(),
  };
}

async function statusOf(asked: ReturnType<typeof request>): Promise<number> {
  try {
    const { statusCode, body } = await asked;
    body.on('error', () => {});
    body.destroy();
    return statusCode;
  } catch (error) {
    // Messages of the network name hosts and addresses, which may be secret here: only the code is told.
    throw new AlertNotTaken(`The receiver of alerts gave no answer (${codeOfFailure(error)})`);
  }
}

function codeOfFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
