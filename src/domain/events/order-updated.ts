import Type, { type Static } from 'typebox';
import { readExactInstant } from '../dates.ts';
import type { Fault } from '../faults.ts';
import type { OrderChanges, OrderUpdate } from '../order-update.ts';
import { orderKey } from './belonging.ts';
import { AddressSchema, readAddress, saysNothing } from './customer-fields.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { clearable } from './schema/clearable.ts';
import { Id, OptionalInstant, object, optionalChoice, Text } from './schema/fields.ts';
import { LabelText } from './schema/label-fields.ts';

/** An order's status, addresses or description changed. */
export interface OrderUpdated {
  readonly type: 'order.updated';
  readonly businessUnit: string;
  readonly update: OrderUpdate;
}

const NAME = 'order.updated';

const Refused = Type.Optional(Type.Unsafe<unknown>({ description: 'Must be left out: lines do not change here.' }));

const UpdateSchema = object({
  business_unit: Text,
  order_id: Id,
  updated_at: OptionalInstant,
  status: optionalChoice(['Paid', 'Not Paid', 'Canceled']),
  description: clearable(LabelText),
  billing_address: clearable(AddressSchema),
  shipping_address: clearable(AddressSchema),
  lines: Refused,
  groups: Refused,
});
type UpdateInput = Static<typeof UpdateSchema>;

/** What a schema cannot say: the money of an order stays as it was sold. */
function lineFaults(input: UpdateInput): Fault[] {
  const message =
    'Must be left out: lines do not change by an update. What was given back is sent as order.refunded, what else was sold as an order of its own.';
  return (['lines', 'groups'] as const).flatMap((name) =>
    input[name] === undefined ? [] : [{ path: `/data/${name}`, message }],
  );
}

/** A status of null is as absent; null for the description or an address empties it. An address without any part says nothing. */
function readChanges({ status, description, billing_address: billing, shipping_address: shipping }: UpdateInput) {
  return {
    ...(status ? { status } : {}),
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(saysNothing(billing) ? {} : { billingAddress: readAddress(billing) }),
    ...(saysNothing(shipping) ? {} : { shippingAddress: readAddress(shipping) }),
  } satisfies OrderChanges;
}

function emptyFaults({ update }: OrderUpdated): Fault[] {
  if (Object.keys(update.changes).length > 0) return [];
  return [{ path: '/data', message: 'Must change status, billing_address, shipping_address or description.' }];
}

const reading = readingOf(envelope(NAME, UpdateSchema), {
  faults: ({ data }) => lineFaults(data),
  read({ data, timestamp }): OrderUpdated {
    const at = data.updated_at ?? timestamp;
    const update = { orderId: data.order_id, updatedAt: readExactInstant(at) ?? at, changes: readChanges(data) };
    return { type: NAME, businessUnit: data.business_unit, update: { ...update, told: null } };
  },
  misfits: emptyFaults,
});

export const orderUpdated: EventType<OrderUpdated, typeof NAME, 'order-updates'> = {
  name: NAME,
  route: 'order-updates',
  subject: 'update of an order',
  crm: 'suitecrm',
  readings: [reading],
  // The same update again changes to what stands already; an older one is told by its instant.
  twins: [],
  keys: ({ businessUnit, update }) => [orderKey(businessUnit, update.orderId)],
  localIds: ({ update }) => ({ userId: null, orderId: update.orderId, refundId: null }),
  sample: {
    type: NAME,
    timestamp: '2020-12-17T02:00:00Z',
    data: {
      business_unit: 'experience',
      order_id: 'OTR2020121600004',
      updated_at: '2020-12-17T02:00:00Z',
      status: 'Paid',
      billing_address: { street: ['No. 2'], city: 'Tainan', state: '', postal_code: '700', country: 'Taiwan' },
      description: 'Paid by bank transfer',
    },
  },
};
