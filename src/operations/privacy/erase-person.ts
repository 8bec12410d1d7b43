import { createHash } from 'node:crypto';
import Type from 'typebox';
import { type Database, type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { writeAudit } from '../audit.ts';
import { inTransaction } from '../transaction.ts';
import { redactBody } from './redact-body.ts';

/** Whose payloads are to go: those of a customer of a connected shop, or all of a shop. */
export type Erased =
  | {
      readonly kind: 'customer';
      readonly userId: string | null;
      readonly orderIds: readonly string[];
      /** Keys of the deliveries about them. */
      readonly keys: readonly string[];
    }
  | { readonly kind: 'shop' };

/** Who asked for it, and by which event. */
export interface ErasureOrder {
  readonly shop: string;
  readonly who: Erased;
  /** The delivery that asked for it, which stays. */
  readonly eventId: string;
}

const readOwn = rowsBy(
  Type.Object({ id: Column.text, type: Column.text, body: Column.bytes, settled: Column.boolean }),
);
const AT_ONCE = 100;
const REDACTED = Buffer.from('{"redacted":true}');

/**
 * Takes the personal data out of the events of a person, or of a whole shop: payloads are redacted, what steps sent and got is removed. Ids,
 * money, links and the audit stay, and what the CRM holds is left alone. False = some of them are still in work: it is to be asked for again.
 */
export async function erase(database: Database, order: ErasureOrder): Promise<boolean> {
  let [after, affected] = ['00000000-0000-0000-0000-000000000000', 0];
  for (;;) {
    const rows = await readOwn(
      database.prisma,
      sql`
      SELECT id, type, body, status IN ('done', 'dead', 'discarded') AS settled FROM events e
      WHERE ${theirs(order)} AND e.id <> ${order.eventId}::uuid AND e.id > ${after}::uuid
      ORDER BY id LIMIT ${AT_ONCE}`,
    );
    if (rows.some(({ settled }) => !settled)) return false;
    affected += rows.length;
    for (const row of rows) await redact(database, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) break;
    after = last.id;
  }
  await inTransaction(database, (prisma) =>
    writeAudit(prisma, {
      actor: `shop ${order.shop}`,
      action: 'privacy.erase',
      subject: order.eventId,
      reason: 'asked for by the platform of the shop',
      affected,
      details: { shop: order.shop, kind: order.who.kind },
    }),
  );
  return true;
}

function theirs({ shop, who }: ErasureOrder): Sql {
  if (who.kind === 'shop') return sql`e.shop = ${shop}`;
  const own = sql`e.shop = ${shop} AND (e.user_id = ${who.userId} OR e.order_id = ANY (${[...who.orderIds]}::text[])
    OR e.keys && ${[...who.keys]}::text[])`;
  return sql`e.shop = ${shop} AND (e.id IN (SELECT e.id FROM events e WHERE ${own})
    OR e.id IN (SELECT e.parent_id FROM events e WHERE ${own}))`;
}

async function redact(
  database: Database,
  { id, type, body }: { readonly id: string; readonly type: string; readonly body: Uint8Array },
): Promise<void> {
  const redacted = redactBody(type, body);
  const digest = createHash('sha256').update(redacted).digest();
  if (REDACTED.equals(Buffer.from(body))) return;
  const first = await database.prisma.amendedPayload.findUnique({ where: { eventId: id }, select: { body: true } });
  await database.prisma.$transaction([
    ...(first === null
      ? []
      : [
          database.prisma.amendedPayload.update({
            where: { eventId: id },
            data: { body: Uint8Array.from(redactBody(type, first.body)) },
            select: { eventId: true },
          }),
        ]),
    database.prisma.event.update({
      where: { id },
      data: {
        body: Uint8Array.from(redacted),
        bodySha256: Uint8Array.from(digest),
        warnings: [],
        notes: [],
        errorMessage: null,
      },
      select: { id: true },
    }),
    database.prisma.$executeRaw(
      sql`UPDATE steps SET request = NULL, response = NULL, warnings = '[]' WHERE event_id = ${id}::uuid`,
    ),
    database.prisma.$executeRaw(sql`
      UPDATE tries SET error_message = NULL WHERE event_id = ${id}::uuid AND error_message IS NOT NULL`),
  ]);
}
