import Type from 'typebox';
import { type Database, empty, type Sql, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import type { ErrorClass } from '../domain/errors.ts';
import { ERASED_WHOLE } from '../domain/events/erased-body.ts';
import { againOnCollision } from './collision.ts';
import { storable } from './storable.ts';
import { TRIED_COLUMNS, type TryOutcome, writeTry } from './tries.ts';

/** The event and the lease under which it was run: every settling is void when the lease has passed on. */
export interface Held {
  readonly id: string;
  readonly leaseToken: string;
}

/** What went wrong, as ops will read it. */
export interface Failure {
  readonly errorClass: ErrorClass;
  readonly code: string;
  /** The key of the step that failed; null when none had begun. */
  readonly step: string | null;
  readonly message: string;
}

const readSettled = preparedRows('settle', Type.Object({ id: Column.text }));
const NO_ERROR = sql`error_class = NULL, error_code = NULL, error_step = NULL, error_message = NULL`;
const LET_GO = sql`DELETE FROM event_keys k USING settled WHERE k.event_id = settled.id`;
const STAY_IN_LINE = sql`UPDATE event_keys k SET running = false FROM settled WHERE k.event_id = settled.id`;
const STEP_ASIDE = sql`UPDATE event_keys k SET running = false, holds = false FROM settled WHERE k.event_id = settled.id`;

const NOBODY = sql`SELECT id FROM settled WHERE false`;

const THOSE_WHO_WAIT = sql`
  UPDATE events e SET next_attempt_at = now()
  FROM settled
  WHERE e.status = 'waiting' AND e.business_unit = settled.business_unit AND e.order_id = settled.order_id
  RETURNING e.id`;

/**
 * The warnings of an event that is done: what a first run told in its course and at its end; of a run that has looked at things again what
 * its steps say now, and what no run tells again. Each once.
 */
function toldBy(warnings: readonly string[]): Sql {
  const texts = sql`${warnings.map(storable)}::text[]`;
  return sql`CASE WHEN mode = 'resume' THEN warnings || ${texts} ELSE ARRAY(
    SELECT text FROM unnest(notes || ARRAY(
      SELECT told.text FROM steps s CROSS JOIN LATERAL jsonb_array_elements_text(s.warnings) WITH ORDINALITY AS told (text, n)
      WHERE s.event_id = events.id ORDER BY s.finished_at, s.key, told.n
    ) || ${texts}) WITH ORDINALITY AS every (text, place)
    GROUP BY text ORDER BY min(place)
  ) END`;
}

/**
 * Settles an event for good. What waits for the same order is woken, and holds its place in line again. `lasting`: those of the warnings that
 * no later run tells again; `forget`: nothing of what it said is kept. False = the lease has passed on.
 */
export async function settleDone(
  database: Database,
  held: Held,
  warnings: readonly string[],
  { lasting = [], forget = false }: { readonly lasting?: readonly string[]; readonly forget?: boolean } = {},
): Promise<boolean> {
  const change = sql`status = 'done', finished_at = now(), warnings = ${toldBy(warnings)}, mode = 'resume',
    notes = notes || ${lasting.map(storable)}::text[],
    ${NO_ERROR}${forget ? sql`, body = ${ERASED_WHOLE}, body_sha256 = sha256(${ERASED_WHOLE})` : sql``}`;
  return await settle(
    { database, held, as: 'done', variant: forget ? 'forgotten' : 'done' },
    change,
    LET_GO,
    THOSE_WHO_WAIT,
  );
}

/** Settles an event as dead: it waits for a person, and holds up nobody but the refunds and updates of its order. */
export async function settleDead(database: Database, held: Held, failure: Failure): Promise<boolean> {
  const change = sql`status = 'dead', finished_at = now(), ${errorColumns(failure)}`;
  return await settle({ database, held, as: 'dead' }, change, LET_GO);
}

/** Plans the next attempt. The event goes on holding back later ones of its keys, so that order is kept. */
export async function settleRetrying(
  database: Database,
  held: Held,
  failure: Failure,
  delayMs: number,
): Promise<boolean> {
  const change = sql`status = 'retrying', next_attempt_at = ${fromNow(delayMs)}, ${errorColumns(failure)}`;
  return await settle({ database, held, as: 'retrying' }, change, STAY_IN_LINE);
}

/**
 * Lets an event wait until its CRM is back: the try does not count, and it keeps its place in line. `quietMs`: how long a call
 * of it may still be at work in the CRM.
 */
export async function settleHeldBack(
  database: Database,
  held: Held,
  failure: Failure,
  quietMs: number,
): Promise<boolean> {
  const change = sql`status = 'retrying', attempts = GREATEST(attempts - 1, 0), ${errorColumns(failure)},
    next_attempt_at = ${notBefore(quietMs)}`;
  return await settle({ database, held, as: 'held_back' }, change, STAY_IN_LINE);
}

/**
 * Lets an event wait for something that has to happen first; the try does not count. It holds back nobody: what it waits
 * for has a key in common with it. It looks again after `recheckMs` even when nothing wakes it.
 */
export async function settleWaiting(
  database: Database,
  held: Held,
  waitingFor: string,
  recheckMs: number,
): Promise<boolean> {
  const change = sql`status = 'waiting', waiting_for = ${storable(waitingFor)}, next_attempt_at = ${fromNow(recheckMs)},
    attempts = GREATEST(attempts - 1, 0), ${NO_ERROR}`;
  return await settle({ database, held, as: 'waiting' }, change, STEP_ASIDE);
}

/** Gives an unfinished event back; the try does not count. It may be taken up again after `delayMs`. */
export async function release(database: Database, held: Held, delayMs: number): Promise<boolean> {
  const change = sql`status = 'pending', attempts = GREATEST(attempts - 1, 0),
    next_attempt_at = ${notBefore(delayMs)}`;
  return await settle({ database, held, as: 'given_back' }, change, STAY_IN_LINE);
}

/** A try that does not count is not one of those that an event has. */
const COUNTED: ReadonlySet<string> = new Set(['dead', 'retrying']);

interface Settling {
  readonly database: Database;
  readonly held: Held;
  readonly as: TryOutcome | 'done';
  /** Tells statements of one outcome from each other. */
  readonly variant?: string;
}

/** `as`: what it is settled as. A try by which it is done stands in the event's own row: nothing is written for it. */
async function settle(
  { database, held, as, variant = as }: Settling,
  change: Sql,
  keys: Sql,
  woken: Sql = NOBODY,
): Promise<boolean> {
  // It wakes several others, and may meet somebody who decides about two of them in another order.
  const statement = sql`
    WITH settled AS (
      UPDATE events
      SET ${change}, lease_owner = NULL, lease_token = NULL, lease_expires_at = NULL
      WHERE id = ${held.id}::uuid AND lease_token = ${held.leaseToken}::uuid AND status = 'running'
      RETURNING id, business_unit, order_id, ${TRIED_COLUMNS}
    ),
    ${as === 'done' ? empty : sql`${writeTry(as, COUNTED.has(as))},`}
    keys AS (${keys}),
    woken AS (${woken}),
    back_in_line AS (UPDATE event_keys k SET holds = true FROM woken WHERE k.event_id = woken.id)
    SELECT id FROM settled`;
  const rows = await againOnCollision(() => readSettled(database, statement, variant));
  return rows.length > 0;
}

function fromNow(delayMs: number): Sql {
  return sql`now() + ${delayMs} * interval '1 millisecond'`;
}

// Without a delay the due time stays, so that the event keeps its place among those of other keys.
function notBefore(delayMs: number): Sql {
  return sql`CASE WHEN ${delayMs}::float8 = 0 THEN next_attempt_at ELSE GREATEST(next_attempt_at, ${fromNow(delayMs)}) END`;
}

function errorColumns(failure: Failure): Sql {
  return sql`error_class = ${failure.errorClass}::error_class, error_code = ${failure.code},
    error_step = ${failure.step}, error_message = ${storable(failure.message)}`;
}
