import type { JournaledCall, SuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../src/domain/events/samples.ts';
import { leadId } from '../../src/domain/record-ids.ts';
import type { Message } from './process-traffic.ts';

/** A customer of a busy day, and what the shop sends of them, in its sequence. */
export interface Shopper {
  readonly userId: string;
  /** The orders in sequence; the first and the last are refunded whole. */
  readonly orderIds: readonly [string, string, string];
  readonly messages: readonly Message[];
}

const SKUS = ['TEA', 'BOOK', 'CAKE'] as const;

/**
 * Six webhooks of each customer, who have the products in common: they register, pay an order, pay another as a guest with their
 * address in capitals, get the first one back, pay a third, and get that back.
 */
export function busyDay(customers: number): Shopper[] {
  return Array.from({ length: customers }, (_, index) => {
    const customer = { user_id: `U${index}`, email: `shopper-${index}@example.com` };
    const guest = { ...customer, user_id: undefined, email: customer.email.toUpperCase() };
    const orderIds = [`OTR${index}-1`, `OTR${index}-2`, `OTR${index}-3`] as const;
    const order = (place: 0 | 1 | 2, buyer: object) => orderOf(orderIds[place], buyer, SKUS[(index + place) % 3]);
    const bodies = [
      ['registrations', sampleRegistration({ customer })],
      ['orders', order(0, customer)],
      ['orders', order(1, guest)],
      ['refunds', refundOf(orderIds[0])],
      ['orders', order(2, customer)],
      ['refunds', refundOf(orderIds[2])],
    ] as const;
    const messages = bodies.map(([route, body], place) => ({ route, body, id: `msg_${index}_${place}` }));
    return { userId: customer.user_id, orderIds, messages };
  });
}

function orderOf(order_id: string, customer: object, sku: string | undefined) {
  const lines = [{ line_id: '1', sku, name: 'Tea tour', quantity: '1', list_price: '100' }];
  return sampleOrder({
    order_id,
    customer,
    groups: [{ name: 'Day trips', lines }],
    shipping: undefined,
    promotions: undefined,
    totals: undefined,
  });
}

function refundOf(order_id: string) {
  return sampleRefund({ order_id, refund_id: `R-${order_id}`, lines: undefined, shipping: undefined });
}

/** The records that one event alone creates. */
export interface Creation {
  /** `customer U1`, `order OTR1-1`, `refund of OTR1-1`. */
  readonly what: string;
  readonly ids: ReadonlySet<string>;
}

/** What each event of a shopper created: the registration and the orders in their sequence, and each refund with its order. */
export function creationsOf(crm: SuiteCrmSimulator, { userId, orderIds }: Shopper) {
  const lead = { what: `customer ${userId}`, ids: new Set([leadId('experience', userId)]) };
  const sales = orderIds.map((orderId) => treeOf(crm, orderId, false));
  const [first, , last] = sales;
  const returned = [first, last].flatMap((sale, index) =>
    sale === undefined ? [] : [[sale, treeOf(crm, orderIds[index === 0 ? 0 : 2], true)]],
  );
  return { chains: [[lead, ...sales], ...returned] };
}

function treeOf(crm: SuiteCrmSimulator, orderId: string, isReturn: boolean): Creation {
  const invoices = crm
    .records('AOS_Invoices')
    .filter(({ values }) => values.name === orderId && (values.status === 'Returned') === isReturn)
    .map(({ id }) => id);
  const parts = ['AOS_Line_Item_Groups', 'AOS_Products_Quotes'].flatMap((module) =>
    crm.records(module).filter(({ values }) => invoices.includes(values.parent_id ?? '')),
  );
  const what = isReturn ? `refund of ${orderId}` : `order ${orderId}`;
  return { what, ids: new Set([...invoices, ...parts.map(({ id }) => id)]) };
}

/** The events of a chain whose creates began before those of the event before them had ended. */
export function outOfOrder(crm: SuiteCrmSimulator, chain: readonly Creation[]): string[] {
  const spans = chain.map(({ ids }) => spanOf(crm.journal.calls((call) => isCreate(call) && ids.has(call.id ?? ''))));
  return chain.flatMap(({ what }, index) => {
    const [before, own] = [spans[index - 1], spans[index]];
    if (own === undefined || own.begin === Number.POSITIVE_INFINITY) return [`${what} created nothing`];
    return before !== undefined && own.begin < before.end ? [`${what} began too early`] : [];
  });
}

function spanOf(calls: readonly JournaledCall[]): { readonly begin: number; readonly end: number } {
  return {
    begin: Math.min(...calls.map(({ startedAt }) => startedAt)),
    end: Math.max(...calls.map(({ finishedAt }) => finishedAt ?? Number.POSITIVE_INFINITY)),
  };
}

/** Whether a call creates a record. */
export function isCreate({ method, path }: JournaledCall): boolean {
  return method === 'POST' && path === '/Api/V8/module';
}

/** Whether a call saves the record that it names. To relate an invoice writes a join row only. */
export function isSave({ method, path, module }: JournaledCall): boolean {
  return (
    path.startsWith('/Api/V8/') &&
    method !== 'GET' &&
    (path === '/Api/V8/module' || ['Leads', 'Contacts', 'AOS_Products'].includes(module ?? ''))
  );
}
