import Type from 'typebox';
import type { CallOutcome } from '../../crm/errors.ts';
import { type Database, type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { LeaseLost, oursWhileHeld } from '../../inbox/lease-fence.ts';
import type { Held } from '../../inbox/settle.ts';
import { storable, storableJson } from '../../inbox/storable.ts';

const readEntries = rowsBy(
  Type.Object({
    key: Column.text,
    status: Type.Enum(['pending', 'done', 'failed']),
    outcomeUnknown: Column.boolean,
    crmId: Column.optionalText,
    relatedId: Column.optionalText,
    output: Type.Unsafe<Json>({}),
  }),
);

/** JSON as the journal keeps it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One step as the journal knows it. */
export interface JournalEntry {
  readonly key: string;
  readonly status: 'pending' | 'done' | 'failed';
  readonly outcomeUnknown: boolean;
  readonly crmId: string | null;
  /** The record that it related to its own, or the contact that its invoice names. */
  readonly relatedId: string | null;
  readonly output: Json;
}

/** What a step is about to do. */
export interface StepBegin {
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId: string | null;
  readonly request: Json;
}

/** What came of a step. */
export interface StepEnd {
  readonly crmId: string | null;
  readonly response: Json;
  readonly output: Json;
  readonly warnings: readonly string[];
}

/** Why a step failed, and what its call may have done all the same. */
export interface StepFailure {
  readonly outcome: CallOutcome;
  readonly response: Json;
}

/** What the attempts of an event left, by step. */
export async function readJournal(database: Database, eventId: string): Promise<Map<string, JournalEntry>> {
  const rows = await readEntries(
    database.prisma,
    sql`
    SELECT key, status::text AS status, outcome_unknown AS "outcomeUnknown", crm_id AS "crmId", output,
           coalesce(request ->> 'billing_contact_id', request ->> 'id') AS "relatedId"
    FROM steps WHERE event_id = ${eventId}::uuid`,
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * The journal of one running event: a row before each CRM call and its result after it, so that a later attempt, a replay or
 * another replica goes on from the first step that is not done. Every write is void once the lease has passed on.
 */
export class Journal {
  readonly #database: Database;
  readonly #held: Held;

  constructor(database: Database, held: Held) {
    this.#database = database;
    this.#held = held;
  }

  /** What earlier attempts left. */
  async read(): Promise<Map<string, JournalEntry>> {
    return await readJournal(this.#database, this.#held.id);
  }

  /** Writes that a step begins. Throws `LeaseLost` when the event is no longer ours. */
  async begin(step: StepBegin): Promise<void> {
    const rows = await this.#database.prisma.$queryRaw<unknown[]>(sql`
      WITH ${oursWhileHeld(this.#held)}
      INSERT INTO steps (event_id, key, verb, module, crm_id, request)
      SELECT id, ${step.key}, ${step.verb}, ${step.module}, ${step.crmId}, ${storableJson(step.request)}::jsonb FROM ours
      ON CONFLICT (event_id, key) DO UPDATE
      SET status = 'pending', attempts = steps.attempts + 1, outcome_unknown = false, left_behind = false, verb = excluded.verb,
          module = excluded.module, crm_id = excluded.crm_id, request = excluded.request, started_at = now(),
          finished_at = NULL
      RETURNING key`);
    if (rows.length === 0) throw new LeaseLost(this.#held.id);
  }

  /**
   * Writes that the call of a step leaves now: it had to wait for its turn since the step began, and how long it may be at work counts
   * from here.
   */
  async sending(key: string): Promise<void> {
    const count = await this.#database.prisma.$executeRaw(sql`
      WITH ${oursWhileHeld(this.#held)}
      UPDATE steps s SET started_at = clock_timestamp() FROM ours WHERE s.event_id = ours.id AND s.key = ${key}`);
    if (count === 0) throw new LeaseLost(this.#held.id);
  }

  /** Writes that a step is done, its links and its warnings in the same commit. `links`: their insert, under a condition. */
  async finish(key: string, end: StepEnd, links: ((condition: Sql) => Sql) | null): Promise<void> {
    const warnings = end.warnings.map(storable);
    // A part of a statement that writes is carried out even when nothing reads its rows.
    const linked = links === null ? sql`SELECT 1` : links(sql`EXISTS (SELECT 1 FROM ours)`);
    const rows = await this.#database.prisma.$queryRaw<unknown[]>(sql`
      WITH ${oursWhileHeld(this.#held)},
      done AS (
        UPDATE steps s
        SET status = 'done', finished_at = now(), crm_id = ${end.crmId}, response = ${storableJson(end.response)}::jsonb,
            output = ${storableJson(end.output)}::jsonb
        FROM ours WHERE s.event_id = ours.id AND s.key = ${key}
        RETURNING s.key
      ),
      warned AS (
        UPDATE events e SET warnings = e.warnings || ${warnings}::text[]
        FROM ours WHERE e.id = ours.id AND cardinality(${warnings}::text[]) > 0
      ),
      linked AS (${linked})
      SELECT key FROM done`);
    if (rows.length === 0) throw new LeaseLost(this.#held.id);
  }

  /** Writes that a step failed. */
  async fail(key: string, failure: StepFailure): Promise<void> {
    const count = await this.#database.prisma.$executeRaw(sql`
      WITH ${oursWhileHeld(this.#held)}
      UPDATE steps s
      SET status = 'failed', finished_at = now(), outcome_unknown = ${failure.outcome !== 'none'},
          left_behind = ${failure.outcome === 'left_behind'},
          response = ${storableJson(failure.response)}::jsonb
      FROM ours WHERE s.event_id = ours.id AND s.key = ${key}`);
    if (count === 0) throw new LeaseLost(this.#held.id);
  }
}
