import type { Snapshot } from '../../simulator/suitecrm/index.ts';
import { compareRows, type Findings } from '../compare.ts';
import type { Message, OrderFacts } from '../script/message.ts';

/**
 * Compares the invoices of connected shops with what the shops say: one sale of each order with the shop's own total, and one return of each
 * refund with its amount. `isTold`: whether what a webhook tells has reached the service, by itself or when the shop was asked.
 */
export function compareSales(
  messages: readonly Message[],
  isTold: (message: Message) => boolean,
  { records }: Snapshot,
): Findings {
  const facts = new Map<string, OrderFacts>();
  for (const message of messages) {
    const tells = typeof message.to === 'string' ? null : message.to.tells;
    if (tells === null) continue;
    const known = facts.get(tells.order) ?? { order: tells.order, total: null, refunds: {} };
    facts.set(tells.order, isTold(message) ? both(known, tells) : known);
  }
  const found = (records.AOS_Invoices ?? [])
    .filter(({ deleted, values }) => !deleted && facts.has(values.name ?? ''))
    .map(({ values }) => row(values.name ?? '', values.total_amount ?? ''));
  return compareRows('invoice of a connected shop', counted([...facts.values()].flatMap(rowsOf)), counted(found));
}

function both(one: OrderFacts, other: OrderFacts): OrderFacts {
  return { ...one, total: one.total ?? other.total, refunds: { ...one.refunds, ...other.refunds } };
}

/** What is given back waits for its sale. */
function rowsOf({ order, total, refunds }: OrderFacts): string[] {
  if (total === null) return [];
  return [row(order, total), ...Object.values(refunds).map((amount) => row(order, `-${amount}`))];
}

function row(order: string, total: string): string {
  return `${order} of ${Number(total).toFixed(2)}`;
}

/** Rows that are alike are told apart by their number: two refunds may be of one amount. */
function counted(rows: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return rows.map((text) => {
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return count === 1 ? text : `${text}, time ${count}`;
  });
}
