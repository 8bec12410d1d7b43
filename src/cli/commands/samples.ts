import {
  type Overrides,
  sampleContractProducts,
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
const LOOKED_AT = '200';

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

/** An event that can be sent. */
export interface Sample {
  readonly route: Route;
  /** Which of the options that name an id it takes. */
  readonly takes: readonly ('user-id' | 'order-id')[];
  /** It tells more of an order: of the sample that was sent last, where none is named. */
  readonly ofAnOrder?: boolean;
  body(wishes: Wishes): object;
}

/** The samples, by the name that the command takes. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  registration: {
    route: 'registrations',
    takes: ['user-id'],
    body: (wishes) => dated(wishes, sampleRegistration({ ...unit(wishes), customer: customer(wishes) })),
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
    ofAnOrder: true,
    body(wishes) {
      const update = { order_id: wishes.orderId, ...instant(wishes, 'updated_at') };
      return dated(wishes, sampleOrderUpdate({ ...unit(wishes), ...update }));
    },
  },
  refund: {
    route: 'refunds',
    takes: ['order-id'],
    ofAnOrder: true,
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
function customer({ mark, userId = `sample-user-${mark}` }: Wishes): Overrides {
  const local = userId.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
  return { user_id: userId, email: `${local.slice(0, 60)}@example.com` };
}

/** The order that was sent as a sample last, as the service tells; of the invocation's business unit if it names one. */
export async function lastSampleOrder(
  invocation: Invocation,
): Promise<{ readonly orderId: string; readonly businessUnit: string }> {
  mustHaveToken(invocation);
  const query = { type: 'order.paid', business_unit: invocation.text('business-unit'), limit: LOOKED_AT };
  const { value } = await ask(invocation, EventPage, { method: 'GET', path: '/events', query });
  for (const { webhook_id, order_id, business_unit } of value.events) {
    if (webhook_id.startsWith(SAMPLE_ID) && order_id !== null)
      return { orderId: order_id, businessUnit: business_unit };
  }
  throw new CommandFailed(
    `There is no sample among the last ${LOOKED_AT} orders: send order first, or name an order with --order-id`,
  );
}

function mustHaveToken(invocation: Invocation): void {
  try {
    adminToken(invocation);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    throw new WrongUsage(`Which order? Name it with --order-id, or let the service be asked. ${error.message}`, {
      cause: error,
    });
  }
}
