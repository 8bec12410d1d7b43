import Type from 'typebox';
import type { Database } from '../../database/client.ts';
import { preparedStatement } from '../../database/prepared.ts';
import { Column } from '../../database/rows.ts';
import { WriteTogether } from '../../database/write-together.ts';
import { againOnCollision } from '../../inbox/collision.ts';
import type { Held } from '../../inbox/settle.ts';
import { storableJson } from '../../inbox/storable.ts';
import { insertLinksFrom, type LinkRow } from '../../links/insert-links.ts';
import type { Json } from './json.ts';

/** A step that begins, and under which lease. */
export interface BeginRow {
  readonly held: Held;
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId: string | null;
  readonly request: Json;
}

/** A step that is done, and under which lease. */
export interface FinishRow {
  readonly held: Held;
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId: string | null;
  readonly response: Json;
  readonly output: Json;
  readonly warnings: readonly string[];
  readonly links: readonly LinkRow[];
}

const Written = Type.Object({ eventId: Column.text, key: Column.text });

/**
 * The rows of `wanted` whose event is still held, which stays locked: a write that reads from it and the loss of the lease exclude each
 * other. In one order, so that two of them never wait for each other; event by event, so that each is found by its index.
 */
const OURS = `
  ours AS MATERIALIZED (
    SELECT w.event_id, w.lease_token
    FROM (SELECT DISTINCT event_id, lease_token FROM wanted ORDER BY 1, 2) w
    CROSS JOIN LATERAL (
      SELECT id FROM events WHERE id = w.event_id AND lease_token = w.lease_token AND status = 'running' FOR UPDATE
    ) held
  ),
  allowed AS (SELECT wanted.* FROM wanted JOIN ours USING (event_id, lease_token))`;

const begin = preparedStatement(
  'begin_steps',
  Written,
  `WITH wanted AS (
    SELECT * FROM json_to_recordset($1::json) AS t (event_id uuid, lease_token uuid, key text, verb text, module text, crm_id text, request jsonb)
  ),
  ${OURS}
  INSERT INTO steps (event_id, key, verb, module, crm_id, request)
  SELECT event_id, key, verb, module, crm_id, request FROM allowed
  ON CONFLICT (event_id, key) DO UPDATE
  SET status = 'pending', attempts = steps.attempts + 1, outcome_unknown = false, left_behind = false, verb = excluded.verb,
      module = excluded.module, crm_id = excluded.crm_id, request = excluded.request, started_at = now(), finished_at = NULL
  RETURNING event_id AS "eventId", key`,
);

/** The row stands already: as an insert that meets it, it is found by its key whatever the planner knows of the table. */
const finish = preparedStatement(
  'finish_steps',
  Written,
  `WITH wanted AS (
    SELECT * FROM ROWS FROM (json_to_recordset($1::json) AS (
      event_id uuid, lease_token uuid, key text, verb text, module text, crm_id text, response jsonb, output jsonb, warnings jsonb,
      links jsonb
    )) WITH ORDINALITY AS t (event_id, lease_token, key, verb, module, crm_id, response, output, warnings, links, position)
  ),
  ${OURS},
  warned AS (
    UPDATE events e SET warnings = e.warnings || told.texts
    FROM (
      SELECT event_id, array_agg(text ORDER BY position, n) AS texts
      FROM allowed CROSS JOIN LATERAL jsonb_array_elements_text(warnings) WITH ORDINALITY AS t (text, n)
      GROUP BY event_id
    ) told
    WHERE e.id = told.event_id AND e.mode = 'resume'
  ),
  linked AS (
    ${insertLinksFrom('SELECT l.*, event_id FROM allowed CROSS JOIN LATERAL jsonb_to_recordset(links) AS l')}
  )
  INSERT INTO steps (event_id, key, verb, module, status, finished_at, crm_id, response, output, warnings)
  SELECT event_id, key, verb, module, 'done', now(), crm_id, response, output, warnings FROM allowed
  ON CONFLICT (event_id, key) DO UPDATE
  SET status = 'done', finished_at = now(), crm_id = excluded.crm_id, response = excluded.response, output = excluded.output,
      warnings = excluded.warnings, doubt = NULL
  RETURNING event_id AS "eventId", key`,
);

/**
 * The journals' writes of all running events: a step's begin and its end are each a commit that its call waits for, and those of steps side
 * by side go together. One that comes alone is written at once.
 */
export class JournalWrites {
  readonly #begins: WriteTogether<BeginRow, boolean>;
  readonly #ends: WriteTogether<FinishRow, boolean>;

  constructor({ askPrepared }: Pick<Database, 'askPrepared'>) {
    this.#begins = new WriteTogether((rows) =>
      written(rows, () =>
        begin(askPrepared, [
          json(rows, ({ key, verb, module, crmId, request }) => ({ key, verb, module, crm_id: crmId, request })),
        ]),
      ),
    );
    this.#ends = new WriteTogether((rows) =>
      written(rows, () =>
        finish(askPrepared, [
          json(rows, ({ key, verb, module, crmId, response, output, warnings, links }) => ({
            key,
            verb,
            module,
            crm_id: crmId,
            response,
            output,
            warnings,
            links,
          })),
        ]),
      ),
    );
  }

  /** False = the lease has passed on, and nothing was written. */
  async begin(row: BeginRow): Promise<boolean> {
    return await this.#begins.add(row);
  }

  /** With its links and its warnings. False = the lease has passed on, and nothing was written. */
  async finish(row: FinishRow): Promise<boolean> {
    return await this.#ends.add(row);
  }
}

interface Row {
  readonly held: Held;
  readonly key: string;
}

async function written<R extends Row>(
  rows: readonly R[],
  write: () => Promise<{ readonly eventId: string; readonly key: string }[]>,
): Promise<boolean[]> {
  const nameOf = (eventId: string, key: string) => `${eventId} ${key}`;
  const names = new Set((await againOnCollision(write)).map(({ eventId, key }) => nameOf(eventId, key)));
  return rows.map(({ held, key }) => names.has(nameOf(held.id, key)));
}

function json<R extends Row>(rows: readonly R[], columnsOf: (row: R) => Readonly<Record<string, unknown>>): string {
  return storableJson(
    rows.map((row) => ({ event_id: row.held.id, lease_token: row.held.leaseToken, ...columnsOf(row) })),
  );
}
