import { setTimeout as pause } from 'node:timers/promises';
import {
  sampleContractProducts,
  sampleOrder,
  sampleOrderUpdate,
  sampleRefund,
  sampleRegistration,
} from '../../src/domain/events/samples.ts';
import { replay } from '../../src/inbox/replay.ts';
import type { Route } from '../../src/webhooks/sign-request.ts';
import { ikcrmFaultActions } from '../simulator/ikcrm/index.ts';
import { sellOnPlatforms } from './platform-sales.ts';
import type { SentWebhook } from './sent-webhook.ts';
import type { Stage } from './stage.ts';

/** A step of an event as ops see it. */
export interface StoryStep {
  readonly key: string;
  readonly status: string;
  readonly attempts: number;
}

/** The order that the CRM refused at first. */
export interface Incident {
  readonly message: string;
  readonly before: readonly StoryStep[];
  readonly after: readonly StoryStep[];
}

/** All that happened. */
export interface Story {
  readonly sent: readonly SentWebhook[];
  readonly incident: Incident;
}

const PATIENCE_MS = 30_000;

/**
 * Plays a day at the shop: a registration, an order that is sent twice, a refund, an order whose prices hold their tax and that is paid
 * later, money given back of it, a sale and a refund of a connected Shopify shop and of a WooCommerce store, and an order that the CRM refuses at first.
 */
export async function playStory(stage: Stage): Promise<Story> {
  // The answer of this one is lost on its way: the contract is read before anything is sent again.
  stage.ikcrm.faults.add({ match: { method: 'POST', path: /product_assets$/ }, action: ikcrmFaultActions.cutAfter });
  const sent = [
    await send(stage, 'a customer registers', 'registrations', sampleRegistration()),
    await send(stage, 'the customer pays an order', 'orders', sampleOrder(), 'msg_order'),
    await send(stage, 'the same order, delivered again', 'orders', sampleOrder(), 'msg_order'),
    await send(stage, 'one of its two tours is refunded', 'refunds', sampleRefund()),
    await send(stage, 'an order by bank transfer, its tax inside', 'orders', inclusiveOrder()),
    await send(stage, 'the transfer has come in', 'order-updates', latePayment()),
    await send(stage, '3 EUR are given back, whatever for', 'refunds', goodwill()),
    await send(stage, 'two products join a contract in ikcrm', 'contract-products', contractProducts()),
  ];
  const platforms = await sellOnPlatforms(stage);
  stage.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  const refused = await post(stage, 'orders', guestOrder());
  const incident = await recover(stage, refused.eventId);
  const becameOf = await settled(stage, refused.eventId);
  return {
    sent: [
      ...sent,
      ...platforms,
      { what: 'a guest pays an order in EUR', answer: refused.answer, becameOf: `dead, replayed, ${becameOf}` },
    ],
    incident,
  };
}

/** What ops do about a dead event: read why, mend the cause in the CRM, replay. */
async function recover(stage: Stage, eventId: string): Promise<Incident> {
  await settled(stage, eventId);
  const before = await steps(stage, eventId);
  const event = await stage.service.database.prisma.event.findUniqueOrThrow({ where: { id: eventId } });
  await replay(stage.service.database, eventId);
  stage.service.wake();
  await settled(stage, eventId);
  return { message: event.errorMessage ?? '', before, after: await steps(stage, eventId) };
}

async function send(stage: Stage, what: string, route: Route, body: object, id?: string): Promise<SentWebhook> {
  const { answer, eventId } = await post(stage, route, body, id);
  return { what, answer, becameOf: await settled(stage, eventId) };
}

async function post(stage: Stage, route: Route, body: object, id?: string) {
  const { status, body: answer } = await stage.shop.send(route, body, id === undefined ? {} : { id });
  if (typeof answer !== 'object' || answer === null || !('event_id' in answer) || !('status' in answer)) {
    throw new Error(`The service answered ${status} ${JSON.stringify(answer)}`);
  }
  return { eventId: String(answer.event_id), answer: `${status} ${String(answer.status)}` };
}

/** Waits until an event is done or dead. */
async function settled(stage: Stage, eventId: string): Promise<string> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const event = await stage.service.database.prisma.event.findUniqueOrThrow({ where: { id: eventId } });
    if (event.status === 'done' || event.status === 'dead') return event.status;
    await pause(20);
  }
  throw new Error(`Event ${eventId} was not settled within ${PATIENCE_MS / 1000} s`);
}

async function steps(stage: Stage, eventId: string): Promise<StoryStep[]> {
  return await stage.service.database.prisma.step.findMany({
    where: { eventId },
    orderBy: { startedAt: 'asc' },
    select: { key: true, status: true, attempts: true },
  });
}

function contractProducts() {
  const product = (line_id: string, quantity: string, remark: string) => ({
    line_id,
    product_id: 511521,
    quantity,
    recommended_unit_price: '3.0',
    remark,
  });
  return sampleContractProducts({ products: [product('1', '1', 'first delivery'), product('2', '2.5', '')] });
}

const TRANSFER = 'OTR2020121600005';

/** Three at 9.99 with 20 % inside, and a coupon: the customer owes 31.97. */
function inclusiveOrder() {
  const line = { line_id: '1', sku: 'MISM-TEA', name: 'Oolong, 150 g', category: 'MIS', quantity: '3', vat_rate: '20' };
  return sampleOrder({
    order_id: TRANSFER,
    order_number: '#1005',
    currency: 'EUR',
    status: 'Not Paid',
    customer: { user_id: 'U1002', email: 'late@example.com', first_name: 'Lou', last_name: 'Later' },
    prices_include_tax: true,
    groups: undefined,
    lines: [{ ...line, list_price: '9.99' }],
    discounts: [{ name: 'Welcome', code: 'HELLO', amount: '3.00' }],
    fees: [{ name: 'Gift wrap', amount: '2.00', tax_rate: '20' }],
    shipping: { amount: '3.00', tax_rate: undefined, tax_amount: '0.50' },
    promotions: [],
    totals: { total_amount: '31.97' },
  });
}

function latePayment() {
  return sampleOrderUpdate({
    order_id: TRANSFER,
    status: 'Paid',
    billing_address: undefined,
    description: undefined,
  });
}

function goodwill() {
  return sampleRefund({
    refund_id: 'R-2',
    order_id: TRANSFER,
    reason: 'a late parcel',
    lines: undefined,
    shipping: undefined,
    amount: '2.50',
    tax_amount: '0.50',
  });
}

function guestOrder() {
  const line = (line_id: string, sku: string, name: string, quantity: string, list_price: string) => ({
    line_id,
    sku,
    name,
    category: 'MIS',
    quantity,
    list_price,
    discount: { type: 'Percentage', value: '15' },
    vat_rate: '5',
  });
  return sampleOrder({
    order_id: 'OTR2020121700001',
    currency: 'EUR',
    customer: { user_id: undefined, email: 'guest@example.com', first_name: 'Ada', last_name: 'Guest' },
    groups: [
      { name: 'Snacks', lines: [line('1', 'MISM-BISCUIT', 'Apple biscuits', '3', '4.90')] },
      { name: 'Books', lines: [line('2', 'MISM-BOOK', 'Tea atlas', '1', '39.95')] },
    ],
    shipping: { amount: '6.50', tax_rate: '5' },
    promotions: [],
    totals: undefined,
  });
}
