import Type from 'typebox';
import { type Database, type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { type AddressMask, ERASED, withoutAddresses } from '../../domain/addresses-in-text.ts';
import { DELIVERY } from '../../domain/events/delivery.ts';
import { erasedBody } from '../../domain/events/erased-body.ts';
import { JsonError, readJson } from '../../domain/json.ts';
import { inTransaction, type Queries } from '../transaction.ts';
import { redactStepKey, redactStepValue } from './redact-step.ts';
import { isSettled, StillInWork } from './settled.ts';

/** Bodies that are in memory at once. */
const AT_ONCE = 20;

const readLocked = rowsBy(
  Type.Object({
    id: Column.text,
    type: Column.text,
    status: Column.text,
    topic: Column.optionalText,
    body: Column.bytes,
    warnings: Type.Array(Column.text),
    notes: Type.Array(Column.text),
    errorMessage: Column.optionalText,
  }),
);
const readAmended = rowsBy(
  Type.Object({ eventId: Column.text, type: Column.text, body: Column.bytes, reason: Column.text }),
);
const readSteps = rowsBy(
  Type.Object({
    eventId: Column.text,
    key: Column.text,
    place: Column.number,
    request: Column.json,
    response: Column.json,
    output: Column.json,
    warnings: Column.json,
  }),
);

/** The keys of `events e` without those that are an address or a phone. */
export const KEYS_BY_ID = sql`ARRAY(
  SELECT key FROM unnest(e.keys) WITH ORDINALITY AS k (key, place)
  WHERE key NOT LIKE 'email:%' AND key NOT LIKE 'phone:%' ORDER BY place)`;

/** A text of ours in which a shop's words may stand, gone where an address is among them. */
export function withoutAddress(column: Sql): Sql {
  return sql`CASE WHEN ${column} LIKE '%@%' THEN ${ERASED} ELSE ${column} END`;
}

/**
 * Takes what they say of a person out of events: payloads, warnings, errors, keys, and what their steps sent and got. Ids, money and what
 * tells one event from another stay. `also` joins in the commit of each part, and is told which events it holds.
 * @throws {StillInWork} where one of them is to be run by now; what was erased before it stays so.
 */
export async function redactEvents(
  database: Database,
  ids: Iterable<string>,
  also: (prisma: Queries, ids: readonly string[]) => Promise<void> = async () => {},
): Promise<void> {
  const all = [...ids];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const part = all.slice(from, from + AT_ONCE);
    await inTransaction(database, async (prisma) => {
      const events = await lockEvents(prisma, part);
      const open = events.filter((event) => !isSettled(event));
      if (open.length > 0) throw new StillInWork(open);
      await also(prisma, part);
      await redactSteps(prisma, part);
      await redactTries(prisma, part);
      await redactAmended(prisma, part);
      await prisma.$executeRaw(sql`
        UPDATE events e
        SET body = decode(t.body, 'base64'), body_sha256 = sha256(decode(t.body, 'base64')), warnings = '{}', notes = '{}',
            keys = ${KEYS_BY_ID}, kept = e.kept - 'said',
            error_message = CASE WHEN e.error_message IS NOT NULL THEN ${`${ERASED} at the request of the person`} END,
            error_step = ${withoutAddress(sql`e.error_step`)}
        FROM unnest(
          ${events.map(({ id }) => id)}::uuid[],
          ${events.map(({ type, body }) => Buffer.from(erasedBody(type, body)).toString('base64'))}::text[]
        ) AS t (id, body)
        WHERE e.id = t.id`);
    });
  }
}

/** Takes addresses out of events of other people in which they stand. One that is to be run keeps them. */
export async function maskEvents(database: Database, ids: Iterable<string>, mask: AddressMask): Promise<void> {
  const all = [...ids];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const part = all.slice(from, from + AT_ONCE);
    await inTransaction(database, async (prisma) => {
      const events = (await lockEvents(prisma, part)).filter((event) => isSettled(event) && event.type !== DELIVERY);
      for (const { id, body, warnings, notes, errorMessage } of events) {
        const masked = Buffer.from(maskBody(body, mask));
        await prisma.$executeRaw(sql`
          UPDATE events
          SET body = ${masked}, body_sha256 = sha256(${masked}), warnings = ${warnings.map((text) => mask.text(text))}::text[],
              notes = ${notes.map((text) => mask.text(text))}::text[],
              error_message = ${errorMessage === null ? null : mask.text(errorMessage)}
          WHERE id = ${id}::uuid`);
      }
      const masked = events.map(({ id }) => id);
      await maskSteps(prisma, masked, mask);
      await maskAmended(prisma, masked, mask);
    });
  }
}

async function maskSteps(prisma: Queries, ids: readonly string[], mask: AddressMask): Promise<void> {
  const steps = await readSteps(prisma, stepsOf(ids));
  for (const { eventId, key, ...said } of steps) {
    const words = [said.request, said.response, said.output, said.warnings];
    const before = words.map((value) => JSON.stringify(value));
    const after = words.map((value) => JSON.stringify(mask.json(value)));
    if (before.every((text, index) => text === after[index])) continue;
    const [asked = null, answered = null, kept = null, told = null] = after;
    await prisma.$executeRaw(sql`
      UPDATE steps
      SET request = ${asked}::jsonb, response = ${answered}::jsonb, output = ${kept}::jsonb, warnings = nullif(${told}::jsonb, 'null')
      WHERE event_id = ${eventId}::uuid AND key = ${key}`);
  }
}

function stepsOf(ids: readonly string[]) {
  return sql`
    SELECT event_id AS "eventId", key, row_number() OVER (PARTITION BY event_id ORDER BY key)::int AS place, request, response, output, warnings
    FROM steps WHERE event_id = ANY (${[...ids]}::uuid[])`;
}

function maskBody(body: Uint8Array, mask: AddressMask): Uint8Array {
  try {
    return Buffer.from(JSON.stringify(mask.json(readJson(body))));
  } catch (error) {
    if (error instanceof JsonError) return body;
    throw error;
  }
}

async function lockEvents(prisma: Queries, ids: readonly string[]) {
  return await readLocked(
    prisma,
    sql`
    SELECT id, type, status::text AS status, topic, body, warnings, notes, error_message AS "errorMessage" FROM events
    WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`,
  );
}

async function redactAmended(prisma: Queries, ids: readonly string[]): Promise<void> {
  for (const { eventId, type, body, reason } of await readAmended(prisma, amendedOf(ids))) {
    await writeAmended(prisma, { eventId, body: erasedBody(type, body), reason: withoutAddresses(reason) });
  }
}

async function maskAmended(prisma: Queries, ids: readonly string[], mask: AddressMask): Promise<void> {
  for (const { eventId, body, reason } of await readAmended(prisma, amendedOf(ids))) {
    await writeAmended(prisma, { eventId, body: maskBody(body, mask), reason: mask.text(reason) });
  }
}

async function writeAmended(
  prisma: Queries,
  { eventId, body, reason }: { readonly eventId: string; readonly body: Uint8Array; readonly reason: string },
): Promise<void> {
  await prisma.$executeRaw(sql`
    UPDATE amended_payloads SET body = ${Buffer.from(body)}, reason = ${reason} WHERE event_id = ${eventId}::uuid`);
}

function amendedOf(ids: readonly string[]) {
  return sql`
    SELECT a.event_id AS "eventId", e.type, a.body, a.reason FROM amended_payloads a JOIN events e ON e.id = a.event_id
    WHERE a.event_id = ANY (${[...ids]}::uuid[])`;
}

/** Takes what they say of a person out of the tries of events. */
export async function redactTries(prisma: Queries, ids: readonly string[]): Promise<void> {
  await prisma.$executeRaw(sql`
    UPDATE tries
    SET error_message = NULL, error_step = ${withoutAddress(sql`error_step`)}, reason = ${withoutAddress(sql`reason`)},
        waiting_for = ${withoutAddress(sql`waiting_for`)}
    WHERE event_id = ANY (${[...ids]}::uuid[])`);
}

/** The same of their steps. */
export async function redactSteps(prisma: Queries, ids: readonly string[]): Promise<void> {
  const steps = await readSteps(prisma, stepsOf(ids));
  const json = (value: unknown) => {
    const kept = redactStepValue(value);
    return kept === null ? null : JSON.stringify(kept);
  };
  await prisma.$executeRaw(sql`
    UPDATE steps s SET key = t.new_key, request = t.request::jsonb, output = t.output::jsonb, response = NULL,
        warnings = CASE WHEN s.warnings IS NOT NULL THEN '[]'::jsonb END
    FROM unnest(
      ${steps.map(({ eventId }) => eventId)}::uuid[], ${steps.map(({ key }) => key)}::text[],
      ${steps.map(({ key, place }) => redactStepKey(key, place))}::text[],
      ${steps.map(({ request }) => json(request))}::text[], ${steps.map(({ output }) => json(output))}::text[]
    ) AS t (event_id, key, new_key, request, output)
    WHERE s.event_id = t.event_id AND s.key = t.key`);
}
