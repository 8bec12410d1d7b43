import { setTimeout as pause } from 'node:timers/promises';
import type { Client, QueryResult } from 'pg';
import { connect } from '../connect.ts';
import { DatabaseAway, LockSessionEnded } from '../errors.ts';
import { NO_WRITES } from '../writable.ts';
import { CHANNEL } from './statements.ts';

/** What a session takes from, and tells, those who have it. */
export interface LockSessionOptions {
  readonly url: string;
  /** How long the session may be silent before PostgreSQL ends it, in milliseconds; Infinity = for ever. Asked before each batch. */
  readonly aliveMs: () => number;
  /** Another session gave back the lock with this key and knew that someone waits for it. */
  readonly onFreed: (key: string) => void;
  /** The first answer is there: the session is of use. */
  readonly onAnswer: () => void;
  /** Told once; PostgreSQL frees all locks of the session. */
  readonly onEnd: (error: LockSessionEnded) => void;
}

interface Request {
  readonly statement: string;
  readonly resolve: (outcome: string) => void;
  readonly reject: (error: LockSessionEnded) => void;
}

type Outcome = QueryResult<{ outcome: string | null }>;

/** How long the server may take to answer. */
const SILENCE_MS = 5_000;
const GOODBYE_MS = 1_000;

const WHO_ANSWERS = `SELECT pg_backend_pid() AS pid, NOT current_setting('transaction_read_only')::boolean AS "takesWrites"`;

/**
 * The connection that all locks of a process belong to. Statements that come while others are on their way go together in the
 * next message, so that a crowd costs two round trips and not one each.
 *
 * A session without a pulse is ended by the server (`idle_session_timeout`, PostgreSQL 14), and by this side no later if the
 * server gives no answer: nobody here believes in a lock that another may have.
 */
export class LockSession {
  readonly #client: Client;
  readonly #pid: number;
  readonly #options: LockSessionOptions;
  #requests: Request[] = [];
  #sending: Promise<void> | null = null;
  #pulse: NodeJS.Timeout | undefined;
  #aliveMs = Number.POSITIVE_INFINITY;
  /** When the last message was sent that is known to have arrived. */
  #seenAliveAt = performance.now();
  #ended: LockSessionEnded | null = null;
  #gone: Promise<void> | null = null;

  /** @throws DatabaseUnreachable, DatabaseAway where the server takes no writes, or the server's error */
  static async open(options: LockSessionOptions): Promise<LockSession> {
    const client = await connect(options.url);
    const patience = setTimeout(() => void client.end(), SILENCE_MS);
    try {
      const { rows } = await client.query<{ pid: number; takesWrites: boolean }>(WHO_ANSWERS);
      // A standby has locks of its own, which nobody at the primary knows of.
      if (rows[0]?.takesWrites !== true) throw new DatabaseAway(null, NO_WRITES);
      await client.query(`LISTEN ${CHANNEL}`);
      return new LockSession(client, rows[0].pid, options);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    } finally {
      clearTimeout(patience);
    }
  }

  private constructor(client: Client, pid: number, options: LockSessionOptions) {
    this.#client = client;
    this.#pid = pid;
    this.#options = options;
    client.on('notification', ({ processId, payload }) => {
      if (processId !== this.#pid && payload !== undefined) options.onFreed(payload);
    });
    client.on('error', (error) => this.#end(error));
    client.on('end', () => this.#end(new Error('the connection was closed')));
  }

  /**
   * Sends a statement of ./statements.ts.
   *
   * @returns its outcome
   * @throws LockSessionEnded it may or may not have been carried out; all locks of the session are lost
   */
  ask(statement: string): Promise<string> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#requests.push({ statement, resolve, reject });
    this.#wakeSender();
    return promise;
  }

  /** Tells the server at once if it has to look for a sign of life more often than it was told. */
  keepAlive(): void {
    if (this.#ended === null && this.#options.aliveMs() < this.#aliveMs) this.#wakeSender();
  }

  /** Ends the session at once: another server is to be asked from now on. */
  giveUp(reason: Error): void {
    this.#end(reason);
  }

  /** Sends what is still to be sent and ends the session. */
  async close(): Promise<void> {
    await this.#sending;
    this.#end(new Error('the locks were closed'));
    // A server that has gone silent says no goodbye.
    await Promise.race([this.#gone, pause(GOODBYE_MS, undefined, { ref: false })]);
  }

  #wakeSender(): void {
    this.#sending ??= this.#send();
  }

  async #send(): Promise<void> {
    clearTimeout(this.#pulse);
    do {
      // Whoever asks in the same breath comes along.
      await null;
      const batch = this.#requests.splice(0);
      try {
        await this.#exchange(batch);
      } catch (error) {
        this.#end(error);
        for (const { reject } of batch) reject(this.#endedBy(error));
      }
    } while (this.#requests.length > 0);
    // At once, not when this resolves: who asks in between would wait for the next pulse.
    this.#sending = null;
    if (this.#ended === null && Number.isFinite(this.#aliveMs)) {
      this.#pulse = setTimeout(() => this.#wakeSender(), this.#aliveMs / 3);
    }
  }

  /** Any error of the server ends the session: session locks outlive a failed statement, so what is held would be unknown. */
  async #exchange(batch: readonly Request[]): Promise<void> {
    if (this.#ended !== null) throw this.#ended;
    const wanted = this.#options.aliveMs();
    // Raised by a pulse only: a lock that is taken again and again changes nothing.
    const aliveMs = batch.length > 0 ? Math.min(wanted, this.#aliveMs) : wanted;
    const first = aliveMs === this.#aliveMs ? 'SELECT' : `SET idle_session_timeout = ${toSetting(aliveMs)}`;
    const text = [first, ...batch.map(({ statement }) => statement)].join(';\n');
    const sentAt = performance.now();
    // The server may end the session no sooner than this.
    const patienceMs = Math.max(1, Math.min(SILENCE_MS, this.#seenAliveAt + this.#aliveMs - sentAt));

    const results = await this.#inTime(this.#client.query(text), patienceMs);
    this.#aliveMs = aliveMs;
    this.#seenAliveAt = sentAt;
    this.#options.onAnswer();
    for (const [index, { resolve }] of batch.entries()) {
      const outcome = results[index + 1]?.rows[0]?.outcome;
      if (typeof outcome !== 'string') throw new Error('a lock was not in the state it was thought to be in');
      resolve(outcome);
    }
  }

  /** A script of several statements has several results. */
  async #inTime(answer: Promise<Outcome>, patienceMs: number): Promise<Outcome[]> {
    let answered = false;
    const late = () => {
      if (!answered) this.#end(new Error(`the server did not answer in ${Math.round(patienceMs)} ms`));
    };
    // An answer that came while this process was busy is read between a timer and an immediate.
    const timer = setTimeout(() => setImmediate(late), patienceMs);
    try {
      return [await answer].flat();
    } finally {
      answered = true;
      clearTimeout(timer);
    }
  }

  #end(error: unknown): void {
    if (this.#ended !== null) return;
    this.#ended = this.#endedBy(error);
    clearTimeout(this.#pulse);
    // Under a running statement this destroys the socket.
    this.#gone = this.#client.end().catch(() => {});
    this.#options.onEnd(this.#ended);
  }

  #endedBy(error: unknown): LockSessionEnded {
    return error instanceof LockSessionEnded
      ? error
      : new LockSessionEnded('the session of the locks ended', { cause: error });
  }
}

/** Whole milliseconds; 0 = never. */
function toSetting(aliveMs: number): number {
  return Number.isFinite(aliveMs) ? Math.ceil(aliveMs) : 0;
}
