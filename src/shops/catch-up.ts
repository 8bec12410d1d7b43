import { readExactInstant } from '../domain/dates.ts';
import { readJsonIfSound } from '../domain/json.ts';
import { formatTraceparent, type Tracing } from '../domain/trace.ts';
import type { NewEvent } from '../inbox/types.ts';
import type { Intake } from '../webhooks/intake.ts';
import { caughtUpId, newDelivery } from './new-delivery.ts';
import { MAX_DELIVERY_VALUES } from './platform.ts';
import type { Shop } from './shop.ts';
import type { WooApi, WooPage } from './woocommerce/api.ts';

/** Where a walk through what a shop has changed stands. */
export interface CatchUpPlace {
  /** What was changed after this instant, ISO 8601. */
  readonly after: string;
  /** From 1. */
  readonly page: number;
}

/** One step of the walk. */
export interface CatchUpStep {
  /** Records that the page held. */
  readonly read: number;
  /** Those that are no duplicate of what was read before. */
  readonly taken: number;
  /** Null at the end. */
  readonly next: CatchUpPlace | null;
}

/** What a walk stands on. */
export interface CatchUpOptions {
  readonly shop: Shop;
  readonly api: Pick<WooApi, 'ordersChanged' | 'customers'>;
  readonly intake: Intake;
  readonly newEventId: () => string;
  readonly tracing: Tracing;
}

/** Reads one page of the orders that were changed, and takes each as a delivery. */
export async function catchUpOrders(
  options: CatchUpOptions,
  place: CatchUpPlace,
  signal: AbortSignal | null,
): Promise<CatchUpStep> {
  const page = await options.api.ordersChanged(place.after, place.page, signal);
  const taken = await take(options, 'order', page);
  return { read: page.bodies.length, taken, next: page.hasMore ? nextPlace(place, page) : null };
}

/** Takes the customers of the newest who were changed since: WooCommerce cannot list all of those. */
export async function catchUpCustomers(
  options: CatchUpOptions,
  after: string,
  signal: AbortSignal | null,
): Promise<CatchUpStep> {
  const page = await options.api.customers(1, signal);
  const since = readExactInstant(after) ?? after;
  const bodies = page.bodies.filter((body) => (changedAt(body) ?? '') >= since);
  return { read: bodies.length, taken: await take(options, 'customer', { ...page, bodies }), next: null };
}

/** From the last record on, since what is changed meanwhile moves to the end and would shift the pages. */
function nextPlace({ after, page }: CatchUpPlace, { bodies }: WooPage): CatchUpPlace {
  const last = bodies.at(-1);
  const changed = last === undefined ? null : changedAt(last);
  if (changed === null) return { after, page: page + 1 };
  // Times are whole seconds, and the shop lists what is later than the one that is named.
  const from = new Date(Date.parse(changed) - 1_000).toISOString();
  return from > new Date(after).toISOString() ? { after: from, page: 1 } : { after, page: page + 1 };
}

function changedAt(body: Uint8Array): string | null {
  const json = readJsonIfSound(body, MAX_DELIVERY_VALUES);
  const changed = typeof json === 'object' && json !== null ? Reflect.get(json, 'date_modified_gmt') : null;
  return typeof changed === 'string' ? readExactInstant(`${changed}Z`) : null;
}

async function take(options: CatchUpOptions, kind: 'order' | 'customer', { bodies }: WooPage): Promise<number> {
  const results = await Promise.all(bodies.map((body) => options.intake.accept(found(options, kind, body))));
  return results.filter(({ outcome }) => outcome === 'accepted').length;
}

function found({ shop, newEventId, tracing }: CatchUpOptions, kind: 'order' | 'customer', body: Uint8Array): NewEvent {
  const id = newEventId();
  const topic = `${kind}.updated`;
  const record = idOf(body);
  return newDelivery(shop, {
    ...{ id, body, topic, requestId: id, traceparent: formatTraceparent(tracing.enter(null).at) },
    deliveryId: caughtUpId(topic, body),
    resource: record === null ? null : `${kind} ${record}`,
  });
}

function idOf(body: Uint8Array): string | null {
  return /^\{"id":(\d{1,20})[,}]/.exec(Buffer.from(body).subarray(0, 40).toString())?.[1] ?? null;
}
