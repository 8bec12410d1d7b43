import Type from 'typebox';
import { type Database, type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';

const readSent = rowsBy(
  Type.Object({ module: Column.text, crmId: Column.text, eventId: Column.text, eventStatus: Column.text }),
);

/** An order of a unit, or one refund of it. */
export interface Subject {
  readonly type: string;
  readonly businessUnit: string;
  readonly orderId: string | null;
  readonly refundId: string | null;
}

/** A record that an event has sent to the CRM, and may stand there. */
export interface SentRecord {
  readonly module: string;
  readonly crmId: string;
  readonly eventId: string;
  readonly eventStatus: string;
}

/**
 * What the events of one order, or of one refund, have sent to the CRM: an event that died half-way leaves records there under the very
 * ids that a corrected one needs.
 */
export class Remains {
  readonly #database: Database;
  readonly #subject: Subject;

  constructor(database: Database, subject: Subject) {
    this.#database = database;
    this.#subject = subject;
  }

  /** The events that may have written this record, the running one included. */
  async writersOf(module: string, crmId: string): Promise<SentRecord[]> {
    return await this.#read(sql`s.module = ${module} AND s.crm_id = ${crmId}`);
  }

  /** The records of these modules that other events than this one may have left, or this one by a payload that was amended since. */
  async leftByOthers(eventId: string, modules: readonly string[]): Promise<SentRecord[]> {
    return await this.#read(
      sql`s.module = ANY (${[...modules]}::text[]) AND (e.id <> ${eventId}::uuid OR s.doubt = 'superseded')`,
    );
  }

  // By the order first: it has an index, a done step has none.
  async #read(which: Sql): Promise<SentRecord[]> {
    const { type, businessUnit, orderId, refundId } = this.#subject;
    return await readSent(
      this.#database.prisma,
      sql`
      SELECT DISTINCT s.module, s.crm_id AS "crmId", e.id AS "eventId",
             CASE WHEN e.done_at IS NULL THEN e.status::text ELSE 'done' END AS "eventStatus"
      FROM events e JOIN steps s ON s.event_id = e.id
      WHERE e.business_unit = ${businessUnit} AND e.order_id = ${orderId} AND e.type = ${type}
        AND e.refund_id IS NOT DISTINCT FROM ${refundId}
        AND s.verb = 'POST' AND s.crm_id IS NOT NULL AND (s.status <> 'failed' OR s.outcome_unknown) AND ${which}
      ORDER BY 1, 2, 3`,
    );
  }
}
