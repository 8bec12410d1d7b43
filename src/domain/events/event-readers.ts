import Type, { type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Fault, faultsOf, type SchemaError } from '../faults.ts';
import { ContractProductsSchema } from './contract-schema.ts';
import { type RegistrationInput, RegistrationSchema } from './customer-schema.ts';
import { Instant, object } from './fields.ts';
import { amountFaults, orderFaults } from './order-rules.ts';
import { OrderSchema } from './order-schema.ts';
import { contractProductsFaults, readContractProducts } from './read-contract-products.ts';
import { known, readCustomer } from './read-customer.ts';
import { readOrder } from './read-order.ts';
import { readRefund, refundFaults } from './read-refund.ts';
import { RefundSchema } from './refund-schema.ts';
import type { ShopEvent, ShopEventType } from './shop-event.ts';
import { withShortLists } from './short-lists.ts';

/** Reads the whole JSON document of one event type: the event, or everything that is wrong with it. */
export type EventReader = (json: unknown) => { readonly event: ShopEvent } | { readonly faults: readonly Fault[] };

/** The schemas of the webhook bodies, by event type. */
export const EVENT_SCHEMAS = {
  'customer.registered': envelope('customer.registered', RegistrationSchema),
  'order.paid': envelope('order.paid', OrderSchema),
  'order.refunded': envelope('order.refunded', RefundSchema),
  'contract.products': envelope('contract.products', ContractProductsSchema),
} as const satisfies Record<ShopEventType, TSchema>;

export const EVENT_READERS: Readonly<Record<ShopEventType, EventReader>> = {
  'customer.registered': reader(Compile(EVENT_SCHEMAS['customer.registered']), ({ data }) => {
    const faults = reachableFaults(data);
    const { business_unit: businessUnit, customer } = data;
    return faults.length > 0
      ? { faults }
      : { event: { type: 'customer.registered', businessUnit, customer: readCustomer(customer) } };
  }),
  'order.paid': reader(Compile(EVENT_SCHEMAS['order.paid']), ({ data }) => {
    const shapeFaults = orderFaults(data);
    if (shapeFaults.length > 0) return { faults: shapeFaults };
    const order = readOrder(data);
    const faults = amountFaults(order, data);
    return faults.length > 0 ? { faults } : { event: { type: 'order.paid', businessUnit: data.business_unit, order } };
  }),
  'order.refunded': reader(Compile(EVENT_SCHEMAS['order.refunded']), ({ data }) => {
    const faults = refundFaults(data);
    const { business_unit: businessUnit } = data;
    return faults.length > 0
      ? { faults }
      : { event: { type: 'order.refunded', businessUnit, refund: readRefund(data) } };
  }),
  'contract.products': reader(Compile(EVENT_SCHEMAS['contract.products']), ({ data }) => {
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

interface DocumentValidator<Document> {
  Check(value: unknown): value is Document;
  Errors(value: unknown): readonly SchemaError[];
}

function reader<Document>(
  validator: DocumentValidator<Document>,
  read: (document: Document) => ReturnType<EventReader>,
): EventReader {
  return (json) =>
    validator.Check(json) ? read(json) : { faults: faultsOf(validator.Errors(withShortLists(json)), json) };
}

function reachableFaults({ customer }: RegistrationInput): Fault[] {
  const { email, phones } = customer;
  if ([email, ...Object.values(phones ?? {})].some((value) => typeof value === 'string' && known(value) !== null))
    return [];
  return [{ path: '/data/customer/email', message: 'Is required, or at least one phone number.' }];
}
