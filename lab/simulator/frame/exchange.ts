import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { CallJournal, JournaledCall } from './journal.ts';

/** One request that waits for its answer, or for what comes instead of one. The journal notes its end, whether or not a client listens. */
export class Exchange {
  readonly entry: JournaledCall;
  readonly #journal: CallJournal;
  readonly #response: ServerResponse;

  constructor(entry: JournaledCall, journal: CallJournal, response: ServerResponse) {
    this.entry = entry;
    this.#journal = journal;
    this.#response = response;
  }

  /** Sends an answer whole. */
  send(answer: Answer): void {
    this.#journal.end(this.entry, answer.status);
    if (this.#response.destroyed) return;
    this.#response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
    this.#response.end(answer.body);
  }

  /** Sends the head and half of the body, and closes the connection. */
  async sendHalf(answer: Answer): Promise<void> {
    const body = Buffer.from(answer.body);
    this.#response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
    await new Promise<void>((resolve) => this.#response.write(body.subarray(0, body.length >> 1), () => resolve()));
    this.#journal.end(this.entry, answer.status);
    this.#response.socket?.destroy();
  }

  /** Ends the connection without an answer. */
  cut(by: 'close' | 'reset'): void {
    this.#journal.end(this.entry, null);
    if (by === 'reset') this.#response.socket?.resetAndDestroy();
    else this.#response.socket?.destroy();
  }

  /** Answers nothing until the client gives up. */
  async hang(): Promise<void> {
    if (!this.#response.destroyed) await once(this.#response, 'close');
    this.#journal.end(this.entry, null);
  }
}
