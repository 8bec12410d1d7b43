import Type from 'typebox';
import type { CallOutcome } from '../../crm/errors.ts';
import { type Database, sql } from '../../database/client.ts';
import { preparedRows } from '../../database/prepared.ts';
import { Column } from '../../database/rows.ts';
import { LeaseLost, oursWhileHeld } from '../../inbox/lease-fence.ts';
import type { Held } from '../../inbox/settle.ts';
import { storableJson } from '../../inbox/storable.ts';
import type { LinkRow } from '../../links/insert-links.ts';
import type { JournalWrites } from './journal-writes.ts';
import type { Json } from './json.ts';

const readEntries = preparedRows(
  'read_journal',
  Type.Object({
    key: Column.text,
    status: Type.Enum(['pending', 'done', 'failed']),
    verb: Column.text,
    module: Column.text,
    outcomeUnknown: Column.boolean,
    crmId: Column.optionalText,
    relatedId: Column.optionalText,
    output: Type.Unsafe<Json>({}),
    told: Type.Array(Type.String()),
    request: Type.Unsafe<Json>({}),
    doubt: Type.Union([Type.Enum(['stale', 'superseded']), Type.Null()]),
  }),
);

const writeSending = preparedRows('step_sending', Type.Object({ key: Column.text }));

/** One step as the journal knows it. */
export interface JournalEntry {
  readonly key: string;
  readonly status: 'pending' | 'done' | 'failed';
  readonly verb: string;
  readonly module: string;
  readonly outcomeUnknown: boolean;
  readonly crmId: string | null;
  /** The record that it related to its own, or the contact that its invoice names. */
  readonly relatedId: string | null;
  readonly output: Json;
  /** The warnings that it has put on the event; all of the event where an earlier release did not say which. */
  readonly told: readonly string[];
  /** Done before a replay that looks again, and not looked at since; or made of a payload that was amended since. */
  readonly doubt: 'stale' | 'superseded' | null;
  /** What it sent by a payload that was amended since; else null. */
  readonly request: Json;
}

/** What a step is about to do. */
export interface StepBegin {
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId: string | null;
  readonly request: Json;
}

/** Which step it is that ends. */
export type BegunStep = Pick<StepBegin, 'key' | 'verb' | 'module'>;

/** What came of a step. */
export interface StepEnd {
  readonly crmId: string | null;
  readonly response: Json;
  readonly output: Json;
  readonly warnings: readonly string[];
  readonly links: readonly LinkRow[];
}

/** Why a step failed, and what its call may have done all the same. */
export interface StepFailure {
  readonly outcome: CallOutcome;
  readonly response: Json;
}

/** What the attempts of an event left, by step. */
export async function readJournal(database: Database, eventId: string): Promise<Map<string, JournalEntry>> {
  const rows = await readEntries(
    database,
    sql`
    SELECT key, s.status::text AS status, verb, module, outcome_unknown AS "outcomeUnknown", crm_id AS "crmId", output,
           coalesce(request ->> 'billing_contact_id', request ->> 'id') AS "relatedId",
           coalesce(s.warnings, to_jsonb(e.warnings)) AS told, doubt::text AS doubt,
           CASE WHEN doubt = 'superseded' THEN request END AS request
    FROM steps s JOIN events e ON e.id = s.event_id WHERE event_id = ${eventId}::uuid`,
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * The journal of one running event: a row before each CRM call and its result after it, so that a later attempt, a replay or
 * another replica goes on from the first step that is not done. Every write is void once the lease has passed on.
 */
export class Journal {
  readonly #database: Database;
  readonly #writes: JournalWrites;
  readonly #held: Held;

  /** `writes`: those of all events that run. */
  constructor(database: Database, writes: JournalWrites, held: Held) {
    this.#database = database;
    this.#writes = writes;
    this.#held = held;
  }

  /** What earlier attempts left. */
  async read(): Promise<Map<string, JournalEntry>> {
    return await readJournal(this.#database, this.#held.id);
  }

  /** Writes that a step begins. Throws `LeaseLost` when the event is no longer ours. */
  async begin(step: StepBegin): Promise<void> {
    if (!(await this.#writes.begin({ ...step, held: this.#held }))) throw new LeaseLost(this.#held.id);
  }

  /**
   * Writes that the call of a step leaves now: it had to wait for its turn since the step began, and how long it may be at work counts
   * from here.
   */
  async sending(key: string): Promise<void> {
    const written = await writeSending(
      this.#database,
      sql`
      WITH ${oursWhileHeld(this.#held)}
      UPDATE steps s SET started_at = clock_timestamp() FROM ours WHERE s.event_id = ours.id AND s.key = ${key}
      RETURNING s.key`,
    );
    if (written.length === 0) throw new LeaseLost(this.#held.id);
  }

  /** Writes that a step is done, its links and its warnings in the same commit. */
  async finish(step: BegunStep, end: StepEnd): Promise<void> {
    const { key, verb, module } = step;
    if (!(await this.#writes.finish({ key, verb, module, ...end, held: this.#held })))
      throw new LeaseLost(this.#held.id);
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
