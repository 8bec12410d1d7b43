import { Client } from 'pg';
import { waitUntil } from '../processes/service.ts';

/** Longer than all orders of a part take. */
const PATIENCE_MS = 300_000;
/** Each look takes from the cores that are measured. */
const LOOK_MS = 25;

/** A bench's own look into an inbox. */
export class InboxReader {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(databaseUrl: string): Promise<InboxReader> {
    const client = new Client({ connectionString: databaseUrl });
    client.on('error', () => {});
    await client.connect();
    return new InboxReader(client);
  }

  /** Waits until every event is done. Throws what killed the first that is dead. */
  async allDone(): Promise<void> {
    await waitUntil('every event is done', async () => (await this.#unfinished()) === 0, {
      patienceMs: PATIENCE_MS,
      everyMs: LOOK_MS,
    });
  }

  async count(): Promise<number> {
    const { rows } = await this.#client.query<{ readonly count: string }>('SELECT count(*) FROM events');
    return Number(rows[0]?.count);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  async #unfinished(): Promise<number> {
    const { rows } = await this.#client.query<{
      readonly status: string;
      readonly error: string | null;
      readonly count: string;
    }>(`SELECT status, min(error_message) AS error, count(*) FROM events WHERE status <> 'done' GROUP BY status`);
    const dead = rows.find(({ status }) => status === 'dead');
    if (dead !== undefined) throw new Error(`${dead.count} events are dead: ${dead.error}`);
    return rows.reduce((sum, { count }) => sum + Number(count), 0);
  }
}
