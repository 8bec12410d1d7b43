import Type from 'typebox';
import { type Database, type Sql, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { LeaseLost, oursWhileHeld } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';
import { RETURN_STEP } from './returned-lines.ts';

/** The steps that make an invoice: of a sale and of a return. */
export const NUMBERED_STEPS: readonly string[] = ['invoice', RETURN_STEP];

/** Whose a number is. */
export interface NumberHolder {
  readonly crmId: string;
  /** It is claimed, and not known yet to be the invoice's alone in the CRM. */
  readonly pending: boolean;
  /** The invoice that asked is known to have had a number of its own. */
  readonly settled: boolean;
}

/** The invoice that needs another number, and the one above which the next is looked for. */
export interface NextNumber {
  readonly invoice: string;
  readonly above: string;
  /** The number that was claimed for it and is lost; `holder` bears it in the CRM, null where nobody is known to. */
  readonly lost?: { readonly number: string; readonly holder: string | null };
}

/**
 * What is known of an invoice that bears a number: `moving` = ours, and about to get another one or not through with its create; `ours` =
 * ours and settled; `strange` = nobody knows it here.
 */
export type Bearer = 'moving' | 'ours' | 'strange';

const readHolder = preparedRows(
  'claim_number',
  Type.Object({ crmId: Column.optionalText, pending: Column.boolean, settled: Column.boolean, held: Column.boolean }),
);
const readNext = rowsBy(Type.Object({ number: Column.optionalText, free: Column.boolean, held: Column.boolean }));
const readNumbers = preparedRows('pending_number', Type.Object({ number: Column.text }));
const readProven = preparedRows('prove_number', Type.Object({ id: Column.text }));
const readBearers = preparedRows(
  'bearers_of_numbers',
  Type.Object({ crmId: Column.text, bearer: Type.Enum(['moving', 'ours', 'strange']) }),
);

/** So many numbers are looked at in one go for one that is free. */
const WINDOW = 1_000;

/**
 * The numbers of one CRM's invoices, each claimed once over all replicas. Links hold them: `created` = the invoice bears it, `claimed` =
 * it is to get it, `found` = the CRM gave it to an invoice for which it was not claimed.
 *
 * Raw SQL, since who is first is decided by `ON CONFLICT`, under the lease.
 */
export class InvoiceNumbers {
  readonly #database: Database;
  readonly #crm: string;
  readonly #module: string;

  /** `module`: what the CRM calls its invoices. */
  constructor(database: Database, crm: string, module: string) {
    this.#database = database;
    this.#crm = crm;
    this.#module = module;
  }

  /**
   * Claims the number that the CRM shows at an invoice, unless another one has it, and gives whose it is; committed before this
   * resolves. An invoice that bears a number of its own is to get no other any more. Throws `LeaseLost`.
   */
  async claim(held: Held, number: string, invoice: string): Promise<NumberHolder> {
    for (;;) {
      const [row] = await readHolder(this.#database, this.#claim(held, number, invoice));
      if (row?.held !== true) throw new LeaseLost(held.id);
      // One that was committed since the statement began is seen by the next.
      if (row.crmId !== null) return { crmId: row.crmId, pending: row.pending, settled: row.settled };
    }
  }

  /** The number that an invoice is still to get; null where it needs none. */
  async pending(invoice: string): Promise<string | null> {
    const [row] = await readNumbers(
      this.#database,
      sql`SELECT local_id AS number FROM links WHERE ${this.#pendingOf(invoice)} LIMIT 1`,
    );
    return row?.number ?? null;
  }

  /**
   * Claims the smallest number above another that nobody has claimed, and gives up the lost one; in one commit, made before this resolves.
   * An invoice that is to get a number already keeps that one. One at a time over all replicas, so that many do not contend for one
   * number. Throws `LeaseLost`.
   */
  async claimNext(held: Held, next: NextNumber): Promise<string> {
    for (let above = BigInt(next.above); ; ) {
      const [row] = await this.#database.prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw(
          sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${this.#crm} invoice numbers`}, 0))`,
        );
        return await readNext(transaction, this.#claimNext(held, next, above));
      });
      if (row?.held !== true) throw new LeaseLost(held.id);
      if (row.number !== null) return row.number;
      if (!row.free) above += BigInt(WINDOW);
    }
  }

  /** Writes down that an invoice has the number that it was to get. Throws `LeaseLost`. */
  async prove(held: Held, number: string, invoice: string): Promise<void> {
    const rows = await readProven(
      this.#database,
      sql`
      WITH ${oursWhileHeld(held)},
      proven AS (
        UPDATE links SET origin = 'created', seen_at = now()
        WHERE ${this.#pendingOf(invoice)} AND local_id = ${number} AND EXISTS (SELECT 1 FROM ours)
      )
      SELECT id FROM ours`,
    );
    if (rows.length === 0) throw new LeaseLost(held.id);
  }

  /** Gives up the number that an invoice was to get: the CRM did not keep it. */
  async release(held: Held, invoice: string): Promise<void> {
    await this.#database.prisma.$executeRaw(sql`
      WITH ${oursWhileHeld(held)}
      DELETE FROM links WHERE ${this.#pendingOf(invoice)} AND EXISTS (SELECT 1 FROM ours)`);
  }

  /** What is known of each of these invoices. */
  async bearers(invoices: readonly string[]): Promise<Map<string, Bearer>> {
    const rows = await readBearers(
      this.#database,
      sql`
      SELECT t.id AS "crmId", CASE
        WHEN EXISTS (SELECT 1 FROM links WHERE ${this.#pendingOf(sql`t.id`)}) OR EXISTS (
          SELECT 1 FROM steps s JOIN events e ON e.id = s.event_id
          WHERE s.module = ${this.#module} AND s.crm_id = t.id AND s.status <> 'done'
            AND s.key = ANY (${[...NUMBERED_STEPS]}::text[]) AND e.crm = ${this.#crm} AND e.status NOT IN ('dead', 'discarded')
        ) THEN 'moving'
        WHEN EXISTS (SELECT 1 FROM links l WHERE l.crm = ${this.#crm} AND l.module = ${this.#module} AND l.crm_id = t.id)
          THEN 'ours'
        ELSE 'strange' END AS bearer
      FROM unnest(${[...invoices]}::text[]) AS t (id)`,
    );
    return new Map(rows.map(({ crmId, bearer }) => [crmId, bearer]));
  }

  #claim(held: Held, number: string, invoice: string): Sql {
    return sql`
      WITH ${oursWhileHeld(held)},
      stood AS (SELECT crm_id, origin FROM links WHERE ${this.#named(number)}),
      claimed AS (
        INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, event_id)
        SELECT ${this.#crm}, ${this.#module}, 'invoice_number', '', ${number}, ${invoice}, 'created', id FROM ours
        ON CONFLICT (crm, kind, business_unit, local_id) DO NOTHING
        RETURNING crm_id
      ),
      holder AS (SELECT crm_id FROM claimed UNION ALL SELECT crm_id FROM stood),
      released AS (
        DELETE FROM links WHERE ${this.#pendingOf(invoice)} AND local_id <> ${number}
          AND EXISTS (SELECT 1 FROM holder WHERE crm_id = ${invoice}) AND EXISTS (SELECT 1 FROM ours)
      )
      SELECT (SELECT crm_id FROM holder LIMIT 1) AS "crmId",
             EXISTS (SELECT 1 FROM stood WHERE origin = 'claimed') AS pending,
             EXISTS (SELECT 1 FROM links WHERE ${this.#of(invoice)} AND origin = 'created') AS settled,
             EXISTS (SELECT 1 FROM ours) AS held`;
  }

  #claimNext(held: Held, { invoice, lost }: NextNumber, above: bigint): Sql {
    const [number, holder] = [lost?.number ?? '', lost?.holder ?? null];
    return sql`
      WITH ${oursWhileHeld(held)},
      stood AS (SELECT local_id FROM links WHERE ${this.#pendingOf(invoice)} AND local_id <> ${number} LIMIT 1),
      free AS (
        SELECT n::text AS local_id FROM generate_series(${above}::bigint + 1, ${above}::bigint + ${WINDOW}) AS n
        WHERE NOT EXISTS (SELECT 1 FROM links WHERE ${this.#named(sql`n::text`)})
        ORDER BY n LIMIT 1
      ),
      claimed AS (
        INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, event_id)
        SELECT ${this.#crm}, ${this.#module}, 'invoice_number', '', free.local_id, ${invoice}, 'claimed', ours.id
        FROM ours, free WHERE NOT EXISTS (SELECT 1 FROM stood)
        ON CONFLICT (crm, kind, business_unit, local_id) DO NOTHING
        RETURNING local_id
      ),
      given AS (SELECT local_id FROM claimed UNION ALL SELECT local_id FROM stood),
      passed AS (
        UPDATE links SET crm_id = ${holder}, origin = 'found'
        WHERE ${this.#pendingOf(invoice)} AND local_id = ${number} AND ${holder}::text IS NOT NULL
          AND EXISTS (SELECT 1 FROM given) AND EXISTS (SELECT 1 FROM ours)
      ),
      dropped AS (
        DELETE FROM links
        WHERE ${this.#pendingOf(invoice)} AND local_id = ${number} AND ${holder}::text IS NULL
          AND EXISTS (SELECT 1 FROM given) AND EXISTS (SELECT 1 FROM ours)
      )
      SELECT (SELECT local_id FROM given) AS number, EXISTS (SELECT 1 FROM free) AS free,
             EXISTS (SELECT 1 FROM ours) AS held`;
  }

  #named(number: string | Sql): Sql {
    return sql`crm = ${this.#crm} AND kind = 'invoice_number' AND business_unit = '' AND local_id = ${number}`;
  }

  #of(invoice: string | Sql): Sql {
    return sql`crm = ${this.#crm} AND module = ${this.#module} AND crm_id = ${invoice} AND kind = 'invoice_number'`;
  }

  #pendingOf(invoice: string | Sql): Sql {
    return sql`${this.#of(invoice)} AND origin = 'claimed'`;
  }
}
