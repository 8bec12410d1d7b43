import Type, { type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { isKnowable, phoneOf } from '../customer.ts';
import { type Fault, faultsOf, type SchemaError } from '../faults.ts';
import { ContractProductsSchema } from './contract-schema.ts';
import { RegistrationSchema } from './customer-schema.ts';
import { Instant, object } from './fields.ts';
import { amountFaults, orderFaults } from './order-rules.ts';
import { MAX_LINES, type OrderInput, OrderSchema } from './order-schema.ts';
import { contractProductsFaults, readContractProducts } from './read-contract-products.ts';
import { readCustomer } from './read-customer.ts';
import { readOrder } from './read-order.ts';
import { readRefund, refundFaults } from './read-refund.ts';
import { RefundSchema } from './refund-schema.ts';
import type { ShopEvent, ShopEventType } from './shop-event.ts';
import { type LabelLoss, type Tidy, tidy } from './tidy.ts';

/** An event with what was not taken as it was sent, or everything that is wrong with it. */
export type EventRead =
  | { readonly event: ShopEvent; readonly warnings: readonly LabelLoss[] }
  | { readonly faults: readonly Fault[] };

/** Reads the whole JSON document of one event type. */
export interface EventReader {
  /** The document as it is judged: what the type's schema names, and nothing else. */
  readonly tidy: (json: unknown) => Tidy;
  /** Takes a tidy document. */
  readonly read: (tidy: Tidy) => EventRead;
}

/** The schemas of the webhook bodies, by event type. */
export const EVENT_SCHEMAS = {
  'customer.registered': envelope('customer.registered', RegistrationSchema),
  'order.paid': envelope('order.paid', OrderSchema),
  'order.refunded': envelope('order.refunded', RefundSchema),
  'contract.products': envelope('contract.products', ContractProductsSchema),
} as const satisfies Record<ShopEventType, TSchema>;

export const EVENT_READERS: Readonly<Record<ShopEventType, EventReader>> = {
  'customer.registered': reader(EVENT_SCHEMAS['customer.registered'], ({ data }) => {
    const { business_unit: businessUnit } = data;
    const customer = readCustomer(data.customer);
    if (customer.email === null && phoneOf(customer) === null) {
      return { faults: [{ path: '/data/customer/email', message: 'Is required, or at least one phone number.' }] };
    }
    return { event: { type: 'customer.registered', businessUnit, customer } };
  }),
  'order.paid': reader(EVENT_SCHEMAS['order.paid'], ({ data }) => {
    const shapeFaults = orderFaults(data);
    if (shapeFaults.length > 0) return { faults: shapeFaults };
    const order = readOrder(data);
    const faults = amountFaults(order, data);
    if (faults.length > 0) return { faults };
    return { event: { type: 'order.paid', businessUnit: data.business_unit, order }, warnings: nobody(data) };
  }),
  'order.refunded': reader(EVENT_SCHEMAS['order.refunded'], ({ data }) => {
    const faults = refundFaults(data);
    const { business_unit: businessUnit } = data;
    return faults.length > 0
      ? { faults }
      : { event: { type: 'order.refunded', businessUnit, refund: readRefund(data) } };
  }),
  'contract.products': reader(EVENT_SCHEMAS['contract.products'], ({ data }) => {
    const faults = contractProductsFaults(data);
    const { business_unit: businessUnit } = data;
    return faults.length > 0
      ? { faults }
      : { event: { type: 'contract.products', businessUnit, batch: readContractProducts(data) } };
  }),
};

function envelope<const Name extends ShopEventType, Data extends TSchema>(type: Name, data: Data) {
  const typeField = Type.Refine(
    Type.String({ description: `Always "${type}".` }),
    (value) => value === type,
    () => `Must be "${type}" on this route.`,
  );
  return object({ type: typeField, timestamp: Instant, data });
}

type Reading =
  | { readonly event: ShopEvent; readonly warnings?: readonly LabelLoss[] }
  | { readonly faults: readonly Fault[] };

function reader<Schema extends TSchema>(schema: Schema, read: (document: Type.Static<Schema>) => Reading): EventReader {
  return readerBy(schema, Compile(schema), read);
}

function readerBy<Document>(
  schema: TSchema,
  validator: DocumentValidator<Document>,
  read: (document: Document) => Reading,
): EventReader {
  return {
    tidy: (json) => tidy(schema, json, MAX_LINES),
    read({ document, warnings }) {
      if (!validator.Check(document)) return { faults: faultsOf(validator.Errors(document), document) };
      const result = read(document);
      return 'faults' in result ? result : { event: result.event, warnings: [...warnings, ...(result.warnings ?? [])] };
    },
  };
}

interface DocumentValidator<Document> {
  Check(value: unknown): value is Document;
  Errors(value: unknown): readonly SchemaError[];
}

function nobody({ customer }: OrderInput): LabelLoss[] {
  if (!customer || isKnowable(readCustomer(customer))) return [];
  return [{ path: '/data/customer', loss: 'has no user_id, address or phone: the invoice stands without a contact' }];
}
