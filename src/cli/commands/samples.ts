import {
  type Overrides,
  sampleContractProducts,
  sampleOrder,
  sampleRefund,
  sampleRegistration,
} from '../../domain/events/samples.ts';
import type { Route } from '../../webhooks/sign-request.ts';

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
  refund: {
    route: 'refunds',
    takes: ['order-id'],
    body(wishes) {
      const { mark, orderId } = wishes;
      const refund = { refund_id: `sample-refund-${mark}`, order_id: orderId, ...instant(wishes, 'refunded_at') };
      return dated(wishes, sampleRefund({ ...unit(wishes), ...refund }));
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
