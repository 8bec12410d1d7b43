import Type from 'typebox';
import { type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { type AddressMask, ERASED } from '../../domain/addresses-in-text.ts';
import type { Queries } from '../transaction.ts';

const readReplays = rowsBy(
  Type.Object({ id: Column.text, name: Column.text, reason: Column.text, filter: Column.json }),
);
const readPauses = rowsBy(Type.Object({ crm: Column.text, reason: Column.text }));
const readAlerts = rowsBy(Type.Object({ type: Column.text, title: Column.text, text: Column.text }));
const readAnswers = rowsBy(Type.Object({ actor: Column.text, key: Column.text, body: Column.json }));

/** What ops wrote beside the events of a person, or keep of them for a while. */
export interface Notes {
  /** In lower case. */
  readonly addresses: ReadonlySet<string>;
  readonly mask: AddressMask;
  /** The events that are theirs. */
  readonly events: ReadonlySet<string>;
}

/** Takes a person out of the names, reasons and filters of bulk replays, of pauses, alerts to be told, and answers that are kept for their keys. */
export async function maskNotes(prisma: Queries, { addresses, mask, events }: Notes): Promise<void> {
  const naming = (text: Sql) =>
    sql`EXISTS (SELECT 1 FROM unnest(${[...addresses]}::text[]) AS address WHERE strpos(lower(${text}), address) > 0)`;
  const replays = await readReplays(
    prisma,
    sql`SELECT id, name, reason, filter FROM replays WHERE ${naming(sql`concat_ws(' ', name, reason, filter::text)`)}`,
  );
  for (const { id, name, reason, filter } of replays)
    await prisma.$executeRaw(sql`
      UPDATE replays
      SET name = ${mask.text(name)}, reason = ${mask.text(reason)}, filter = ${JSON.stringify(mask.json(filter))}::jsonb
      WHERE id = ${id}::uuid`);
  const pauses = await readPauses(prisma, sql`SELECT crm, reason FROM crm_pauses WHERE ${naming(sql`reason`)}`);
  for (const { crm, reason } of pauses)
    await prisma.$executeRaw(sql`UPDATE crm_pauses SET reason = ${mask.text(reason)} WHERE crm = ${crm}`);
  const alerts = await readAlerts(
    prisma,
    sql`SELECT type, title, text FROM held_alerts WHERE ${naming(sql`concat_ws(' ', title, text)`)}`,
  );
  for (const { type, title, text } of alerts)
    await prisma.$executeRaw(
      sql`UPDATE held_alerts SET title = ${mask.text(title)}, text = ${mask.text(text)} WHERE type = ${type}`,
    );
  const answers = await readAnswers(
    prisma,
    sql`
    SELECT actor, key, body FROM idempotent_answers
    WHERE ${naming(sql`body::text`)} OR body ->> 'id' = ANY (${[...events]}::text[])`,
  );
  for (const { actor, key, body } of answers) {
    const kept = JSON.stringify(mask.json(withoutWords(body, events)));
    await prisma.$executeRaw(
      sql`UPDATE idempotent_answers SET body = ${kept}::jsonb WHERE actor = ${actor} AND key = ${key}`,
    );
  }
}

/** An event that was shown, without its warnings and what its error says. */
function withoutWords(body: unknown, events: ReadonlySet<string>): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const id: unknown = Reflect.get(body, 'id');
  const error: unknown = Reflect.get(body, 'error');
  if (typeof id !== 'string' || !events.has(id) || !('warnings' in body)) return body;
  const silent = typeof error === 'object' && error !== null ? { ...error, message: ERASED } : error;
  return { ...body, warnings: [], error: silent };
}
