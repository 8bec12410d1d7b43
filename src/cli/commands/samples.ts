import {
  type Overrides,
  sampleContractProducts,
  sampleCustomerUpdate,
  sampleOrder,
  sampleOrderUpdate,
  sampleProduct,
  sampleRefund,
  sampleRegistration,
} from '../../domain/events/samples.ts';
import type { Route } from '../../webhooks/sign-request.ts';
import { EventPage } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { adminToken } from '../api/connection.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** How the webhook-id of a sample begins: no sample touches what a real shop sent. */
export const SAMPLE_ID = 'sample_';
/** As many as a page of the service holds. */
export const LOOKED_AT = '200';

/** What a sample is to be of; ids that are not given are new ones. */
export interface Wishes {
  /** Sets the ids of this sample apart from those of all others. */
  readonly mark: string;
  /** When it happens; null = when it does in the guides. */
  readonly at: Date | null;
  readonly businessUnit: string | undefined;
  readonly userId: string | undefined;
  readonly orderId: string | undefined;
}

/** Of what a sample may tell more. */
export type ToldAgain = 'order' | 'customer';

/** An event that can be sent. */
export interface Sample {
  readonly route: Route;
  /** Which of the options that name an id it takes. */
  readonly takes: readonly ('user-id' | 'order-id')[];
  /** It tells more of an order or a customer: of the sample that was sent last, where none is named. */
  readonly tellsOf?: ToldAgain;
  body(wishes: Wishes): object;
}

/** The samples, by the name that the command takes. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  registration: {
    route: 'registrations',
    takes: ['user-id'],
    body: (wishes) => dated(wishes, sampleRegistration({ ...unit(wishes), customer: customer(wishes) })),
  },
  'customer-update': {
    route: 'customer-updates',
    takes: ['user-id'],
    tellsOf: 'customer',
    body(wishes) {
      const { user_id, email } = customer(wishes);
      const update = { customer: { user_id, email: `new-${email}` }, ...instant(wishes, 'updated_at') };
      return dated(wishes, sampleCustomerUpdate({ ...unit(wishes), ...update }));
    },
  },
  order: {
    route: 'orders',
    takes: ['user-id', 'order-id'],
    body(wishes) {
      const { mark, orderId = `sample-order-${mark}` } = wishes;
      const order = { order_id: orderId, customer: customer(wishes), ...instant(wishes, 'ordered_at') };
      return dated(wishes, sampleOrder({ ...unit(wishes), ...order }));
    },
  },
  'order-update': {
    route: 'order-updates',
    takes: ['order-id'],
    tellsOf: 'order',
    body(wishes) {
      const update = { order_id: wishes.orderId, ...instant(wishes, 'updated_at') };
      return dated(wishes, sampleOrderUpdate({ ...unit(wishes), ...update }));
    },
  },
  refund: {
    route: 'refunds',
    takes: ['order-id'],
    tellsOf: 'order',
    body(wishes) {
      const { mark, orderId } = wishes;
      const refund = { refund_id: `sample-refund-${mark}`, order_id: orderId, ...instant(wishes, 'refunded_at') };
      return dated(wishes, sampleRefund({ ...unit(wishes), ...refund }));
    },
  },
  product: {
    route: 'products',
    takes: [],
    body(wishes) {
      const product = { sku: `sample-product-${wishes.mark}`, ...instant(wishes, 'updated_at') };
      return dated(wishes, sampleProduct({ ...unit(wishes), ...product }));
    },
  },
  'contract-products': {
    route: 'contract-products',
    takes: [],
    body: (wishes) =>
      dated(wishes, sampleContractProducts({ ...unit(wishes), batch_id: `sample-batch-${wishes.mark}` })),
  },
};

function dated(wishes: Wishes, event: object): object {
  return { ...event, ...instant(wishes, 'timestamp') };
}

function instant({ at }: Wishes, member: string): Overrides {
  return at === null ? {} : { [member]: at.toISOString() };
}

function unit({ businessUnit }: Wishes): Overrides {
  return businessUnit === undefined ? {} : { business_unit: businessUnit };
}

/** The address is made from the id, so that a registration and an order of one user are of one person. */
function customer({ mark, userId = `sample-user-${mark}` }: Wishes) {
  const local = userId.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
  return { user_id: userId, email: `${local.slice(0, 60)}@example.com` };
}

/** By which events what samples tell more of is known, and for people: the option that names it, the sample that makes it, its word. */
const TOLD = {
  order: { type: 'order.paid', option: 'order-id', send: 'order', one: 'an order' },
  customer: { type: 'customer.registered', option: 'user-id', send: 'registration', one: 'a customer' },
} as const satisfies Readonly<Record<ToldAgain, object>>;

/**
 * The order or the customer that was sent as a sample last, as the service tells; of the invocation's business unit if it names one.
 */
export async function lastSample(
  invocation: Invocation,
  of: ToldAgain,
): Promise<Pick<Wishes, 'businessUnit'> & Partial<Pick<Wishes, 'orderId' | 'userId'>>> {
  const { type, option, send, one } = TOLD[of];
  mustHaveToken(invocation, of);
  const query = { type, business_unit: invocation.text('business-unit'), limit: LOOKED_AT };
  const { value } = await ask(invocation, EventPage, { method: 'GET', path: '/events', query });
  for (const { webhook_id, order_id, user_id, business_unit: businessUnit } of value.events) {
    if (!webhook_id.startsWith(SAMPLE_ID)) continue;
    if (of === 'order' && order_id !== null) return { orderId: order_id, businessUnit };
    if (of === 'customer' && user_id !== null) return { userId: user_id, businessUnit };
  }
  throw new CommandFailed(
    `There is no sample among the last ${LOOKED_AT} ${send}s: send ${send} first, or name ${one} with --${option}`,
  );
}

/** Throws `WrongUsage` where the service cannot be asked which one is meant. */
export function mustHaveToken(invocation: Invocation, of: ToldAgain): void {
  try {
    adminToken(invocation);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    const ask = `Which ${of}? Name it with --${TOLD[of].option}, or let the service be asked.`;
    throw new WrongUsage(`${ask} ${error.message}`, { cause: error });
  }
}
