import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { systemMs } from '../processes/crm-protocol.ts';
import { requestOf, signatureOf } from './messages.ts';

/** When a webhook went out and when its answer was there, in milliseconds of the machine's monotonic clock. */
export interface Sent {
  readonly requestId: string;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** A shop that sends one order after another on one connection that stays open: nothing of its own is in the times. */
export class CalmShop {
  readonly #socket: Socket;
  readonly #host: string;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
  }

  static async open(url: string): Promise<CalmShop> {
    const { host, hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    return new CalmShop(socket, host);
  }

  /** Sends one order and waits for its 202. Throws for any other answer. */
  async send(order: object): Promise<Sent> {
    const requestId = randomUUID();
    const body = JSON.stringify(order);
    const signature = signatureOf(Math.floor(Date.now() / 1000), body);
    const request = requestOf(this.#host, body, { ...signature, 'x-request-id': requestId });
    const answered = once(this.#socket, 'data');
    const sentAt = systemMs();
    this.#socket.write(request);
    const [answer] = await answered;
    const answeredAt = systemMs();
    if (!String(answer).startsWith('HTTP/1.1 202')) throw new Error(`Expected 202, got ${answer}`);
    return { requestId, sentAt, answeredAt };
  }

  close(): void {
    this.#socket.destroy();
  }
}
