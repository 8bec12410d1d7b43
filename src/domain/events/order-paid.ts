import type { PricedOrder } from '../amounts/order-amounts.ts';
import { priceOrder } from '../amounts/shop-rounding.ts';
import type { Order } from '../order.ts';
import { customerKeys, orderKey } from './belonging.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { firstOrderReading } from './first-order-reading.ts';
import { amountFaults, orderFaults } from './order-faults.ts';
import { ignoredMoney, nobody, roundedTotals } from './order-losses.ts';
import { OrderSchema, readOrder } from './order-schema.ts';

/** An order was paid. */
export interface OrderPaid {
  readonly type: 'order.paid';
  readonly businessUnit: string;
  readonly order: Order;
  /** Its figures, as they were counted when it was taken in. */
  readonly priced: PricedOrder;
}

const NAME = 'order.paid';

const reading = readingOf(envelope(NAME, OrderSchema), {
  faults: ({ data }) => orderFaults(data),
  read({ data }): OrderPaid {
    const order = readOrder(data);
    return { type: NAME, businessUnit: data.business_unit, order, priced: priceOrder(order) };
  },
  misfits: ({ order, priced }, { data }) => amountFaults(data, order, priced),
  losses: ({ data }, { order, priced }, sent) => [
    ...nobody(data),
    ...roundedTotals(order, priced),
    ...ignoredMoney(order, dataOf(sent)),
  ],
});

function dataOf(sent: unknown): unknown {
  return typeof sent === 'object' && sent !== null && 'data' in sent ? sent.data : null;
}

export const orderPaid: EventType<OrderPaid, typeof NAME, 'orders'> = {
  name: NAME,
  route: 'orders',
  subject: 'order',
  crm: 'suitecrm',
  readings: [firstOrderReading(reading), reading],
  twins: ['orderId'],
  keys: ({ businessUnit, order }, crm) => [
    ...customerKeys(businessUnit, crm, order.customer),
    orderKey(businessUnit, order.orderId),
  ],
  localIds: ({ order }) => ({ userId: order.customer?.userId ?? null, orderId: order.orderId, refundId: null }),
  sample: {
    type: NAME,
    timestamp: '2020-12-16T09:00:00Z',
    data: {
      business_unit: 'experience',
      order_id: 'OTR2020121600004',
      ordered_at: '2020-12-16T09:00:00Z',
      currency: 'TWD',
      status: 'Paid',
      description: '',
      customer: { user_id: 'U1001', email: 'iam.robot4@example.com', first_name: 'Iam', last_name: 'Robot4' },
      billing_address: { street: ['No. 1'], city: 'Taipei', state: '', postal_code: '100', country: 'Taiwan' },
      shipping_address: null,
      groups: [
        {
          name: 'Day trips',
          description: '',
          lines: [
            {
              line_id: '1',
              sku: 'MISM01040500000282',
              name: 'Tea tour',
              description: '',
              category: 'E',
              type: 'Service',
              quantity: '2',
              cost: '2000',
              list_price: '2700',
              discount: { type: 'Amount', value: '10' },
              vat_rate: '5',
              url: null,
              image: null,
              marker: {
                name: 'Tea house',
                type: 'origin',
                description: '',
                city: 'Taipei',
                state: '',
                country: 'Taiwan',
                lat: '25.033',
                lng: '121.565',
              },
            },
          ],
        },
      ],
      shipping: { amount: '100', tax_rate: '5' },
      promotions: ['PROMO10'],
      totals: { total_amount: '5754' },
    },
  },
};
