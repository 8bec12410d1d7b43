import { type Sql, sql } from '../database/client.ts';

/** How many tries of an event are kept, replays among them: the newest. */
export const KEPT_TRIES = 200;

/** How a try ended that did not settle its event for good by being done: that one stands in the event itself. */
export type TryOutcome = 'dead' | 'retrying' | 'held_back' | 'waiting' | 'given_back' | 'lost';

/** Who has an event replayed, and why. */
export interface ReplayedBy {
  readonly actor: string;
  readonly reason: string;
  /** The bulk replay that it is part of; null = it was replayed alone. */
  readonly replayId: string | null;
}

/** The columns of `tries` in the order in which those who write them give them. */
export const TRY_COLUMNS = sql`event_id, kind, attempt, started_at, finished_at, outcome, waiting_for, error_class, error_code, error_step,
  error_message, actor, reason, replay_id`;

/** What `settled` has to return for `writeTry`, beside its id. */
export const TRIED_COLUMNS = sql`attempts, started_at, waiting_for, error_class, error_code, error_step, error_message`;

/**
 * The members `tried` and `forgotten` of WITH: the try that ended by the update `settled`, and what is too old to be kept. In the same statement, so
 * that there is never one without the other. `counted`: its number was not taken back.
 */
export function writeTry(outcome: TryOutcome, counted: boolean): Sql {
  const failed = outcome === 'dead' || outcome === 'retrying' || outcome === 'held_back';
  const error = failed
    ? sql`error_class, error_code, error_step, error_message`
    : sql`NULL::error_class, NULL::text, NULL::text, NULL::text`;
  return sql`
    tried AS (
      INSERT INTO tries (${TRY_COLUMNS})
      SELECT id, 'attempt', ${counted ? sql`attempts` : sql`attempts + 1`}, started_at, now(), ${outcome}, waiting_for, ${error},
             NULL::text, NULL::text, NULL::uuid
      FROM settled
    ),
    forgotten AS (${forgetTries(sql`settled`)})`;
}

/** Removes the tries of the events in `those` that are too old to be kept beside one that is written now. */
export function forgetTries(those: Sql): Sql {
  return sql`
    DELETE FROM tries t USING (
      SELECT ${those}.id AS event_id, kept.id
      FROM ${those} CROSS JOIN LATERAL (
        SELECT id FROM tries WHERE event_id = ${those}.id ORDER BY event_id DESC, id DESC OFFSET ${KEPT_TRIES - 2} LIMIT 1
      ) kept
    ) oldest
    WHERE t.event_id = oldest.event_id AND t.id < oldest.id`;
}
