import type { Static } from 'typebox';
import Type from 'typebox';
import { isKnowable } from '../customer.ts';
import { readInstant } from '../dates.ts';
import { childPath, type Fault } from '../faults.ts';
import { type Decimal, plainText, ZERO } from '../money.ts';
import { MAX_LINES, type Order, type OrderGroup } from '../order.ts';
import {
  firstOverlongFigure,
  type InvoiceAmounts,
  type PricedOrder,
  priceOrder,
  statedTotalFaults,
} from '../order-amounts.ts';
import { customerKeys, orderKey } from './belonging.ts';
import { AddressSchema, CustomerSchema, readAddress, readCustomer } from './customer-fields.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import {
  discountFaults,
  isSold,
  type LineInput,
  LinesSchema,
  NotNegative,
  OptionalPercent,
  readLine,
} from './order-line.ts';
import { optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import { Currency, Id, Instant, object, optional, optionalChoice, Text } from './schema/fields.ts';
import { label } from './schema/label.ts';
import { LabelText } from './schema/label-fields.ts';
import type { LabelLoss } from './schema/tidy.ts';

/** An order was paid. */
export interface OrderPaid {
  readonly type: 'order.paid';
  readonly businessUnit: string;
  readonly order: Order;
  /** Its figures, as they were counted when it was taken in. */
  readonly priced: PricedOrder;
}

const NAME = 'order.paid';
const MAX_GROUPS = 100;
const MAX_PROMOTIONS = 100;
const MAX_CODE = 255;

/** Promotion codes; one alone may stand without a list. */
const PromotionsSchema = label<string[]>({ type: ['array', 'null'], items: { type: 'string' } }, (value) => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const codes = list.slice(0, MAX_PROMOTIONS).map((code) => (typeof code === 'string' ? code.trim() : null));
  const kept = codes.flatMap((code) => (code === null || code === '' || !isCode(code) ? [] : [code]));
  const whole = list.length <= MAX_PROMOTIONS && kept.length === codes.filter((code) => code !== '').length;
  return whole ? { value: kept } : { value: kept, loss: 'was taken without what is no code in it' };
});

function isCode(text: string): boolean {
  return text.length <= MAX_CODE && !/[\p{Cc}\p{Cs}]/u.test(text);
}

const Total = optionalDecimal();

const OrderSchema = object({
  business_unit: Text,
  order_id: Id,
  ordered_at: Instant,
  currency: Currency,
  status: optionalChoice(['Paid', 'Not Paid', 'Canceled']),
  description: LabelText,
  customer: optional(CustomerSchema),
  billing_address: AddressSchema,
  shipping_address: AddressSchema,
  groups: optional(
    Type.Array(object({ name: LabelText, description: LabelText, lines: LinesSchema }), {
      minItems: 1,
      maxItems: MAX_GROUPS,
    }),
  ),
  lines: optional(LinesSchema),
  shipping: optional(object({ amount: NotNegative, tax_rate: OptionalPercent })),
  promotions: PromotionsSchema,
  totals: optional(
    object({
      total_amt: Total,
      discount_amount: Total,
      subtotal_amount: Total,
      tax_amount: Total,
      shipping_amount: Total,
      shipping_tax_amt: Total,
      total_amount: Total,
    }),
  ),
});
type OrderInput = Static<typeof OrderSchema>;

type Totals = NonNullable<OrderInput['totals']>;

/** The totals that a shop may state, and which figure each one is. */
const TOTALS: readonly (readonly [name: keyof Totals, figure: keyof InvoiceAmounts])[] = [
  ['total_amt', 'totalAmt'],
  ['discount_amount', 'discountAmount'],
  ['subtotal_amount', 'subtotalAmount'],
  ['tax_amount', 'taxAmount'],
  ['shipping_amount', 'shippingAmount'],
  ['shipping_tax_amt', 'shippingTaxAmount'],
  ['total_amount', 'totalAmount'],
];

/** What a schema cannot say about the `data` of an order: how its parts fit each other. */
function orderFaults(input: OrderInput): Fault[] {
  return [...groupFaults(input), ...lineFaults(input)];
}

function groupFaults({ groups, lines }: OrderInput): Fault[] {
  if (groups && lines) return [{ path: '/data/lines', message: 'Must be left out where there are groups.' }];
  if (!groups && !lines)
    return [{ path: '/data/groups', message: 'Is required, unless lines stand directly in data.' }];
  const count = (groups ?? []).reduce((sum, group) => sum + group.lines.length, 0);
  if (count > MAX_LINES)
    return [
      { path: '/data/groups', message: `Must not hold more than ${MAX_LINES} lines in all: there are ${count}.` },
    ];
  const sold = (lines ?? groups?.flatMap((group) => group.lines) ?? []).some(isSold);
  if (sold) return [];
  return [{ path: lines ? '/data/lines' : '/data/groups', message: 'Must hold a line whose quantity is not 0.' }];
}

function lineFaults(input: OrderInput): Fault[] {
  const firstPaths = new Map<string, string>();
  return linesWithPaths(input).flatMap(([path, line]) => {
    const first = firstPaths.get(line.line_id);
    firstPaths.set(line.line_id, first ?? path);
    const repeated = { path: childPath(path, 'line_id'), message: `Must be unique in the order: ${first} has it too.` };
    return [...(first === undefined ? [] : [repeated]), ...discountFaults(line, childPath(path, 'discount'))];
  });
}

function linesWithPaths({ groups, lines }: OrderInput): [path: string, line: LineInput][] {
  const lists = lines ? [{ path: '/data/lines', lines }] : groupLists(groups ?? []);
  return lists.flatMap((list) =>
    list.lines.map((line, index): [string, LineInput] => [childPath(list.path, index), line]),
  );
}

function groupLists(groups: NonNullable<OrderInput['groups']>) {
  return groups.map((group, index) => ({ path: `/data/groups/${index}/lines`, lines: group.lines }));
}

/** Whether the CRM can keep every figure of an order, and whether the totals that the shop states follow from its lines. */
function amountFaults({ priced }: OrderPaid, input: OrderInput): Fault[] {
  const overlong = firstOverlongFigure(priced);
  if (overlong !== null)
    return [{ path: '/data', message: `Its amounts are too long for the CRM, first ${overlong}.` }];
  return statedTotalFaults(statedTotals(input.totals ?? {}), priced.invoice).map(({ field, stated, computed }) => ({
    path: childPath('/data/totals', TOTALS.find(([, figure]) => figure === field)?.[0] ?? field),
    message: `Is ${plainText(stated)}, but the lines and the shipping make ${plainText(computed)}.`,
  }));
}

function statedTotals(totals: Totals): ReadonlyMap<keyof InvoiceAmounts, Decimal> {
  return new Map(
    TOTALS.flatMap(([name, figure]) => {
      const stated = totals[name];
      return stated === undefined || stated === null ? [] : [[figure, toDecimal(stated)] as const];
    }),
  );
}

function nobody({ customer }: OrderInput): LabelLoss[] {
  if (!customer || isKnowable(readCustomer(customer))) return [];
  return [{ path: '/data/customer', loss: 'has no user_id, address or phone: the invoice stands without a contact' }];
}

/**
 * An order as the workflows take it; `input` is what `tidy` gives. Lines without a group make one group without a name; those of which
 * nothing was sold are left out, as is a customer who cannot be known again.
 */
function readOrder(input: OrderInput): Order {
  const customer = input.customer ? readCustomer(input.customer) : null;
  return {
    orderId: input.order_id,
    orderedAt: readInstant(input.ordered_at) ?? input.ordered_at,
    currency: input.currency.toUpperCase(),
    status: input.status ?? 'Paid',
    description: input.description ?? '',
    customer: customer !== null && isKnowable(customer) ? customer : null,
    billingAddress: readAddress(input.billing_address),
    shippingAddress: readAddress(input.shipping_address),
    groups: readGroups(input).filter(({ lines }) => lines.length > 0),
    shipping: {
      amount: input.shipping ? toDecimal(input.shipping.amount) : ZERO,
      taxRate: input.shipping?.tax_rate ? toDecimal(input.shipping.tax_rate) : ZERO,
    },
    promotions: [...new Set(input.promotions ?? [])],
  };
}

function readGroups({ groups, lines }: OrderInput): OrderGroup[] {
  if (lines) return [{ name: '', description: '', lines: lines.filter(isSold).map(readLine) }];
  return (groups ?? []).map((group) => ({
    name: group.name ?? '',
    description: group.description ?? '',
    lines: group.lines.filter(isSold).map(readLine),
  }));
}

const reading = readingOf(envelope(NAME, OrderSchema), {
  faults: ({ data }) => orderFaults(data),
  read({ data }): OrderPaid {
    const order = readOrder(data);
    return { type: NAME, businessUnit: data.business_unit, order, priced: priceOrder(order) };
  },
  misfits: (event, { data }) => amountFaults(event, data),
  losses: ({ data }) => nobody(data),
});

export const orderPaid: EventType<OrderPaid, typeof NAME, 'orders'> = {
  name: NAME,
  route: 'orders',
  subject: 'order',
  crm: 'suitecrm',
  readings: [reading],
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
