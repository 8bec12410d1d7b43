import Type, { type Static } from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { KEPT_TRIES } from '../inbox/tries.ts';
import type { SeenEvent } from './seen-event.ts';

const OptionalInstant = Type.Union([Column.instant, Type.Null()]);
const Seen = Type.Object({
  kind: Type.Enum(['attempt', 'replay']),
  /** Of an attempt: its number since the event was received or replayed. */
  attempt: Column.optionalNumber,
  /** Null where a release before there were tries began it. */
  startedAt: OptionalInstant,
  finishedAt: OptionalInstant,
  outcome: Type.Enum(['running', 'done', 'dead', 'retrying', 'held_back', 'waiting', 'given_back', 'lost', 'replayed']),
  waitingFor: Column.optionalText,
  errorClass: Type.Union([Type.Enum(['transient', 'permanent', 'ambiguous', 'auth']), Type.Null()]),
  errorCode: Column.optionalText,
  errorStep: Column.optionalText,
  errorMessage: Column.optionalText,
  /** Of a replay: who asked for it and why, and by which bulk replay. */
  actor: Column.optionalText,
  reason: Column.optionalText,
  replayId: Column.optionalText,
});
/** A try of an event, or a replay that gave it more. */
export type SeenTry = Readonly<Static<typeof Seen>>;

const readTries = rowsBy(Seen);

/** The tries of an event in their order, the last of them at the end: at most `KEPT_TRIES` and the one that its own row tells of. */
export async function listTries({ prisma }: Database, event: SeenEvent): Promise<readonly SeenTry[]> {
  const kept = await readTries(
    prisma,
    sql`
    SELECT kind, attempt, started_at AS "startedAt", finished_at AS "finishedAt", outcome, waiting_for AS "waitingFor",
           error_class::text AS "errorClass", error_code AS "errorCode", error_step AS "errorStep", error_message AS "errorMessage",
           actor, reason, replay_id::text AS "replayId"
    FROM tries WHERE event_id = ${event.id}::uuid
    ORDER BY event_id DESC, id DESC LIMIT ${KEPT_TRIES}`,
  );
  const last = ownTry(
    event,
    kept.some(({ kind }) => kind === 'attempt'),
  );
  return [...kept.toReversed(), ...(last === null ? [] : [last])];
}

/** The try that stands in the event's own row: the one under way, one by which it was done, or all that a release before there were tries left. */
function ownTry(event: SeenEvent, hasOthers: boolean): SeenTry | null {
  const { status, attempts, startedAt, finishedAt } = event;
  if (attempts === 0) return null;
  const none = { waitingFor: null, actor: null, reason: null, replayId: null };
  const clear = { ...none, errorClass: null, errorCode: null, errorStep: null, errorMessage: null };
  const attempt = { kind: 'attempt', attempt: attempts } as const;
  if (status === 'running') return { ...clear, ...attempt, startedAt, finishedAt: null, outcome: 'running' };
  if (status === 'done') return { ...clear, ...attempt, startedAt, finishedAt, outcome: 'done' };
  if (hasOthers || (status !== 'dead' && status !== 'retrying')) return null;
  const { errorClass, errorCode, errorStep, errorMessage } = event;
  return {
    ...none,
    ...attempt,
    startedAt: null,
    finishedAt,
    outcome: status,
    errorClass,
    errorCode,
    errorStep,
    errorMessage,
  };
}
