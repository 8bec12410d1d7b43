import Type from 'typebox';
import { sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { hashOfSaid } from '../../domain/events/differences.ts';
import { ASKED_BY_NOBODY, ERASED_WHOLE, isErased, removedBody } from '../../domain/events/erased-body.ts';
import { eventType, isShopEventType } from '../../domain/events/event-types.ts';
import { rereadShopEvent } from '../../domain/events/read-shop-event.ts';
import { namedIn } from '../../domain/events/told-changes.ts';
import { readJsonIfSound } from '../../domain/json.ts';
import { ASKED_OF_STEPS } from '../../inbox/asked-of-steps.ts';
import type { StoredBody } from '../../inbox/claimed-event.ts';
import { KEYS_BY_ID, redactSteps, redactTries, withoutAddress } from '../privacy/redact-events.ts';
import type { Queries } from '../transaction.ts';
import { BYTES_OF_STEP, isDue } from './due-events.ts';

/** What was taken by one commit. */
export interface RemovedBatch {
  readonly events: number;
  /** Of payloads and steps. */
  readonly bytes: number;
  /** How many events of each type. */
  readonly byType: Readonly<Record<string, number>>;
  /** When the last of them ended; null where there were none. */
  readonly takenTo: Date | null;
}

/** Which events a batch takes. */
export interface BatchOrder {
  readonly olderThan: Date;
  /** Those that ended before were looked at: their index entries are passed over only until a vacuum was there. Null = none yet. */
  readonly from: Date | null;
  /** How many at most. */
  readonly size: number;
}

/** So many bytes of payloads are taken at once: no more is read into the process. One payload may be larger. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Stands where an error was told. */
const REMOVED = '[removed by retention]';

const readDue = rowsBy(
  Type.Object({ id: Column.text, type: Column.text, bytes: Column.number, finishedAt: Column.instant }),
);
const readBodies = rowsBy(
  Type.Object({ id: Column.text, type: Column.text, body: Column.bytes, reading: Column.number }),
);
const readSize = rowsBy(Type.Object({ bytes: Column.number }));

/**
 * Takes payload, steps and words of the events that ended first. What somebody else has locked is passed over, and so is what a bulk replay is
 * still to take. To be asked within a transaction.
 */
export async function removeBatch(prisma: Queries, { olderThan, from, size }: BatchOrder): Promise<RemovedBatch> {
  const due = within(
    MOST_BYTES,
    await readDue(
      prisma,
      sql`
      SELECT e.id, e.type, octet_length(e.body) AS bytes, e.finished_at AS "finishedAt" FROM events e
      WHERE ${isDue(olderThan)} AND e.finished_at >= COALESCE(${from}::timestamptz, '-infinity') AND NOT EXISTS (
        SELECT 1 FROM replay_items i JOIN replays r ON r.id = i.replay_id
        WHERE i.event_id = e.id AND i.status = 'pending' AND r.status = 'running'
      )
      ORDER BY e.finished_at, e.seq LIMIT ${size} FOR UPDATE OF e SKIP LOCKED`,
    ),
  );
  if (due.length === 0) return { events: 0, bytes: 0, byType: {}, takenTo: null };
  const ids = due.map(({ id }) => id);
  await removePayloads(prisma, ids);
  const bytesOfSteps = await removeSteps(prisma, ids);
  await redactTries(prisma, ids);
  const byType: Record<string, number> = {};
  for (const { type } of due) byType[type] = (byType[type] ?? 0) + 1;
  const bytes = due.reduce((sum, event) => sum + event.bytes, bytesOfSteps);
  return { events: due.length, bytes, byType, takenTo: due.at(-1)?.finishedAt ?? null };
}

function within<T extends { readonly bytes: number }>(most: number, rows: readonly T[]): T[] {
  let sum = 0;
  return rows.filter(({ bytes }, index) => {
    sum += bytes;
    return index === 0 || sum <= most;
  });
}

async function removePayloads(prisma: Queries, ids: readonly string[]): Promise<void> {
  const asked = await readBodies(
    prisma,
    sql`SELECT id, type, body, reading FROM events WHERE id = ANY (${[...ids]}::uuid[]) AND type <> ALL (${[...ASKED_BY_NOBODY]}::text[])`,
  );
  const remains = new Map(asked.map((event) => [event.id, remainsOf(event)]));
  const bodies = ids.map((id) => Buffer.from(remains.get(id)?.body ?? ERASED_WHOLE).toString('base64'));
  await prisma.$executeRaw(sql`
    UPDATE events e
    SET body = t.body, body_sha256 = sha256(t.body), payload_removed_at = now(), warnings = '{}', notes = '{}',
        kept = ${ASKED_OF_STEPS} || jsonb_strip_nulls(jsonb_build_object('said', t.said)),
        keys = ${KEYS_BY_ID}, error_message = CASE WHEN e.error_message IS NOT NULL THEN ${REMOVED} END,
        error_step = ${withoutAddress(sql`e.error_step`)}
    FROM (
      SELECT id, decode(body, 'base64') AS body, said
      FROM unnest(${[...ids]}::uuid[], ${bodies}::text[], ${ids.map((id) => remains.get(id)?.said ?? null)}::text[]) AS given (id, body, said)
    ) t
    WHERE e.id = t.id`);
  await prisma.$executeRaw(sql`
    UPDATE amended_payloads SET body = ${ERASED_WHOLE}, reason = ${withoutAddress(sql`reason`)}
    WHERE event_id = ANY (${[...ids]}::uuid[])`);
}

/** What stays of an event's payload. `said`: by what a repeat of it is known; null where there is none, or a person was erased from it. */
function remainsOf({ type, body, reading }: Pick<StoredBody, 'type' | 'body' | 'reading'>) {
  const json = readJsonIfSound(body);
  const read = isShopEventType(type) && !isErased(json) ? rereadShopEvent(type, json, reading) : null;
  if (read === null) return { body: removedBody(type, body), said: null };
  const { event } = read;
  const said = eventType(event.type).twins.length === 0 ? null : hashOfSaid(event);
  return { body: removedBody(type, body, namedIn(event)), said };
}

/**
 * Steps go; what tells of those that somebody discarded half-way stays as ids: what they may have written stands in the CRM, and the
 * order that is sent anew has to know whose it is.
 */
async function removeSteps(prisma: Queries, ids: readonly string[]): Promise<number> {
  const [gone] = await readSize(
    prisma,
    sql`
    WITH gone AS (
      DELETE FROM steps s USING events e
      WHERE s.event_id = ANY (${[...ids]}::uuid[]) AND e.id = s.event_id AND NOT (
        e.status = 'discarded' AND e.done_at IS NULL AND s.verb <> 'GET' AND s.crm_id IS NOT NULL
        AND (s.status <> 'failed' OR s.outcome_unknown)
      )
      RETURNING ${BYTES_OF_STEP} AS bytes
    )
    SELECT COALESCE(sum(bytes), 0)::float8 AS bytes FROM gone`,
  );
  await redactSteps(prisma, ids);
  await prisma.$executeRaw(sql`
    UPDATE steps SET request = NULL, output = NULL, warnings = NULL
    WHERE event_id = ANY (${[...ids]}::uuid[])`);
  return gone?.bytes ?? 0;
}
