import type { Client } from 'pg';
import { connect } from './connect.ts';

/** A session that another waits for. */
export interface Blocker {
  readonly pid: number;
  /** What it says it is; null where PostgreSQL does not show it to this user. */
  readonly application: string | null;
  readonly state: string | null;
  /** When its transaction began. */
  readonly since: Date | null;
  /** The table that is waited for; null = something else. */
  readonly table: string | null;
}

/**
 * Looks, on a connection of its own, what a session waits for while it does. The connection is made when there is something to look for, and
 * kept from one try to the next: where connections take their time, it is there for the second.
 */
export class BlockerWatch implements AsyncDisposable {
  readonly #url: string;
  readonly #pid: number;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #client: Promise<Client> | null = null;
  #looking: Promise<void> = Promise.resolve();
  #blockers: Blocker[] = [];

  /** @param everyMs well below the time after which a statement gives up waiting, since nothing can be seen after that */
  constructor(url: string, pid: number, everyMs: number) {
    this.#url = url;
    this.#pid = pid;
    this.#everyMs = everyMs;
  }

  /** Forgets whom it saw, and looks from now on. */
  begin(): void {
    this.#blockers = [];
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look());
    }, this.#everyMs);
  }

  /** Looks no more. @returns those last seen, the oldest first */
  async end(): Promise<Blocker[]> {
    clearInterval(this.#timer);
    await this.#looking;
    return this.#blockers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await this.#client?.then((client) => client.end()).catch(() => {});
  }

  /** Without a second connection it stays unknown; the waiting itself must not fail for it. */
  async #look(): Promise<void> {
    try {
      this.#client ??= connect(this.#url);
      const { rows } = await (await this.#client).query<Blocker>(
        // What is waited for is read first: who is in the way of a wait that ends meanwhile is not told without its table.
        `WITH wait AS MATERIALIZED (
           SELECT pid, min(relation::regclass::text) AS table FROM pg_locks WHERE pid = $1 AND NOT granted GROUP BY pid
         )
         SELECT a.pid, nullif(a.application_name, '') AS application, a.state, a.xact_start AS since, wait.table
         FROM wait JOIN pg_stat_activity a ON a.pid = ANY (pg_blocking_pids(wait.pid)) ORDER BY a.xact_start NULLS LAST`,
        [this.#pid],
      );
      if (rows.length > 0) this.#blockers = rows;
    } catch {
      this.#client = null;
    }
  }
}
