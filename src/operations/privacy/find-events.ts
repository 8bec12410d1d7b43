import Type from 'typebox';
import { type Database, type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { AddressMask } from '../../domain/addresses-in-text.ts';
import { DELIVERY } from '../../domain/events/delivery.ts';
import { resourceKey } from '../../shops/new-delivery.ts';
import { platformId } from '../../shops/shop.ts';
import { needlesOf } from './needles.ts';
import { addressKeys, addressOfKey, type SoughtPerson, secondAddress } from './person.ts';
import { walkEvents } from './walk-events.ts';

/** What is kept of a person. */
export interface FoundEvents {
  /** Events by the user's id: what else is theirs is found by these, so they are the last to be erased. */
  readonly own: ReadonlySet<string>;
  /** Events of their addresses, then those of their orders, then the deliveries of shops about them: each is found by what stands before it. */
  readonly related: ReadonlySet<string>;
  /** Events of other people in which one of the addresses stands. */
  readonly mentioning: ReadonlySet<string>;
  /** All of their addresses, in lower case. */
  readonly addresses: ReadonlySet<string>;
  /** Their orders, each with its unit. */
  readonly orders: readonly OrderKey[];
}

interface OrderKey {
  readonly businessUnit: string;
  readonly orderId: string;
}

const AT_ONCE = 1_000;
/** Bodies are read in as many. */
const BODIES_AT_ONCE = 20;

const readOwn = rowsBy(
  Type.Object({ id: Column.text, type: Column.text, keys: Type.Array(Column.text), body: Column.bytes }),
);
const readWalked = rowsBy(
  Type.Object({ id: Column.text, type: Column.text, isTheirs: Column.boolean, text: Column.optionalText }),
);
const readIds = rowsBy(Type.Object({ id: Column.text }));
const readAbout = rowsBy(
  Type.Object({
    businessUnit: Column.text,
    userId: Column.optionalText,
    orderId: Column.optionalText,
    shop: Column.optionalText,
  }),
);

/**
 * Finds what is kept of a person: what names the user, the addresses that those events tell, whatever has one of the addresses, and all that is
 * of the orders in it. Reads the whole inbox once, or all that is of the shop.
 */
export async function findEvents({ prisma }: Pick<Database, 'prisma'>, person: SoughtPerson): Promise<FoundEvents> {
  const own = new Set<string>();
  const addresses = new Set(person.addresses);
  const seconds = new Set<string>();
  await readUser(prisma, person, (row) => {
    own.add(row.id);
    for (const address of row.keys.map(addressOfKey)) if (address !== null) addresses.add(address);
    const second = row.type === DELIVERY ? null : secondAddress(row.body);
    if (second !== null) seconds.add(second);
  });
  const related = new Set<string>();
  const mentioning = new Set<string>();
  const all = new Set([...addresses, ...seconds]);
  if (all.size > 0) {
    await walkEvents(prisma, person.shop, async (stretch) => {
      for (const { id, isTheirs, isQuoted } of await readNaming(prisma, stretch, { addresses, seconds, all })) {
        if (isTheirs) related.add(id);
        else if (isQuoted) mentioning.add(id);
      }
    });
  }
  const orders = new Map<string, OrderKey>();
  const resources = new Map<string, Set<string>>();
  for (const orderId of person.orderIds) addOrder(orders, { businessUnit: person.businessUnit, orderId });
  if (person.shop !== null) addResources(resources, { ...person, shop: person.shop });
  await inParts([...own, ...related], async (ids) => {
    const rows = await readAbout(
      prisma,
      sql`
      SELECT DISTINCT business_unit AS "businessUnit", user_id AS "userId", order_id AS "orderId", shop FROM events
      WHERE id = ANY (${ids}::uuid[])`,
    );
    for (const { businessUnit, userId, orderId, shop } of rows) {
      if (orderId !== null) addOrder(orders, { businessUnit, orderId });
      if (shop !== null) addResources(resources, { shop, userId, orderIds: orderId === null ? [] : [orderId] });
    }
  });
  const add = (rows: readonly { readonly id: string }[]) => {
    for (const { id } of rows) if (!own.has(id)) related.add(id);
  };
  await inParts([...orders.values()], async (part) => add(await readOfOrders(prisma, person, part)));
  for (const [shop, keys] of resources)
    await walkEvents(prisma, shop, async (stretch) => {
      // A delivery has one key at most.
      const about = sql`e.type = ${DELIVERY} AND e.keys[1] = ANY (${[...keys]}::text[])`;
      add(await readIds(prisma, sql`SELECT e.id FROM events e WHERE ${stretch} AND ${about}`));
    });
  await inParts([...own, ...related], async (ids) =>
    add(
      await readIds(
        prisma,
        sql`SELECT DISTINCT parent_id AS id FROM events WHERE id = ANY (${ids}::uuid[]) AND parent_id IS NOT NULL`,
      ),
    ),
  );
  for (const id of [...own, ...related]) mentioning.delete(id);
  for (const id of own) related.delete(id);
  return { own, related, mentioning, addresses: all, orders: [...orders.values()] };
}

type Prisma = Database['prisma'];

async function readUser(
  prisma: Prisma,
  { businessUnit, userId, shop }: SoughtPerson,
  take: (row: { id: string; type: string; keys: readonly string[]; body: Uint8Array }) => void,
): Promise<void> {
  if (userId === null) return;
  const ids = await readIds(
    prisma,
    sql`
    SELECT id FROM events e
    WHERE business_unit = ${businessUnit} AND user_id = ${userId} AND ${shop === null ? sql`true` : sql`shop = ${shop}`}`,
  );
  const whole = ids.map(({ id }) => id);
  for (let from = 0; from < whole.length; from += BODIES_AT_ONCE) {
    const part = whole.slice(from, from + BODIES_AT_ONCE);
    const rows = await readOwn(prisma, sql`SELECT id, type, keys, body FROM events WHERE id = ANY (${part}::uuid[])`);
    for (const row of rows) take(row);
  }
}

interface Named {
  readonly addresses: ReadonlySet<string>;
  readonly seconds: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

// A delivery that was not understood may be no UTF-8, and converting it would fail the whole statement: its bytes are searched.
const BODY = sql`
  CASE WHEN e.type <> ${DELIVERY} OR e.status = 'done' THEN convert_from(e.body, 'UTF8') ELSE encode(e.body, 'escape') END`;

// What an event was taken in with, and who amended it why.
const AMENDED = sql`(
  SELECT concat_ws(' ', convert_from(a.body, 'UTF8'), a.reason) FROM amended_payloads a WHERE a.event_id = e.id)`;

/** The events of a stretch that are of one of the addresses, or in which one of them stands. A second address is that of its guests alone. */
async function readNaming(prisma: Prisma, stretch: Sql, { addresses, seconds, all }: Named) {
  const needles = [...new Set([...all].flatMap(needlesOf))];
  const rows = await readWalked(
    prisma,
    sql`
    SELECT e.id, e.type, named.of AS "isTheirs", CASE WHEN named.of THEN NULL ELSE shown.text END AS text
    FROM events e
    CROSS JOIN LATERAL (
      SELECT e.keys && ${addressKeys(addresses)}::text[]
        OR (e.user_id IS NULL AND e.keys && ${addressKeys(seconds)}::text[]) AS of
    ) named
    CROSS JOIN LATERAL (
      SELECT CASE WHEN named.of THEN '' ELSE lower(
        concat_ws(' ', ${BODY}, e.error_message, array_to_string(e.warnings, ' '), ${AMENDED}) COLLATE "C") END AS text
      OFFSET 0
    ) shown
    WHERE ${stretch}
      AND (named.of OR EXISTS (SELECT 1 FROM unnest(${needles}::text[]) AS needle WHERE strpos(shown.text, needle) > 0))`,
  );
  const mask = new AddressMask(needles);
  return rows.map(({ id, type, isTheirs, text }) => {
    const isQuoted = text !== null && mask.text(text) !== text;
    return { id, isTheirs: isTheirs || (type === DELIVERY && isQuoted), isQuoted };
  });
}

async function readOfOrders(prisma: Prisma, { shop }: SoughtPerson, orders: readonly OrderKey[]) {
  return await readIds(
    prisma,
    sql`
    SELECT e.id
    FROM unnest(
      ${orders.map(({ businessUnit }) => businessUnit)}::text[], ${orders.map(({ orderId }) => orderId)}::text[]
    ) AS theirs (business_unit, order_id)
    JOIN events e USING (business_unit, order_id)
    WHERE ${shop === null ? sql`true` : sql`e.shop = ${shop}`}`,
  );
}

function addOrder(orders: Map<string, OrderKey>, key: OrderKey): void {
  orders.set(JSON.stringify([key.businessUnit, key.orderId]), key);
}

/** What the deliveries of a shop about its customer and its orders belong together by. */
function addResources(
  resources: Map<string, Set<string>>,
  about: { readonly shop: string; readonly userId: string | null; readonly orderIds: readonly string[] },
): void {
  const { shop, userId, orderIds } = about;
  const of = (kind: string, id: string) => resourceKey({ name: shop }, `${kind} ${platformId({ name: shop }, id)}`);
  const keys = resources.get(shop) ?? new Set();
  if (userId !== null) keys.add(of('customer', userId));
  for (const orderId of orderIds) keys.add(of('order', orderId));
  resources.set(shop, keys);
}

async function inParts<T>(all: readonly T[], work: (part: T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) await work(all.slice(from, from + AT_ONCE));
}
