import { contractProducts } from './contract-products.ts';
import { customerRegistered } from './customer-registered.ts';
import { customerUpdated } from './customer-updated.ts';
import type { CrmName, EventType, LocalIds } from './event-type.ts';
import { orderPaid } from './order-paid.ts';
import { orderRefunded } from './order-refunded.ts';
import { orderUpdated } from './order-updated.ts';
import { productUpdated } from './product-updated.ts';

/** Everything that a shop can tell us: routes, metrics, the API's description, samples and twins follow from this record. */
export const EVENT_TYPES = {
  [customerRegistered.name]: customerRegistered,
  [customerUpdated.name]: customerUpdated,
  [orderPaid.name]: orderPaid,
  [orderUpdated.name]: orderUpdated,
  [orderRefunded.name]: orderRefunded,
  [productUpdated.name]: productUpdated,
  [contractProducts.name]: contractProducts,
} as const;

/** What a shop can tell us, read and with exact amounts. */
export type ShopEvent = EventOf<(typeof EVENT_TYPES)[ShopEventType]>;
export type ShopEventType = keyof typeof EVENT_TYPES;
/** The last part of the address that takes an event. */
export type WebhookRoute = (typeof EVENT_TYPES)[ShopEventType]['route'];

type EventOf<Kind> = Kind extends EventType<infer Event> ? Event : never;

export const SHOP_EVENT_TYPES: readonly ShopEventType[] = Object.values(EVENT_TYPES).map(({ name }) => name);
export const WEBHOOK_ROUTES: readonly WebhookRoute[] = Object.values(EVENT_TYPES).map(({ route }) => route);

export function isShopEventType(type: string): type is ShopEventType {
  return Object.hasOwn(EVENT_TYPES, type);
}

/** What is known of an event type. */
export function eventType(type: ShopEventType): EventType<ShopEvent, ShopEventType, WebhookRoute> {
  return EVENT_TYPES[type];
}

/**
 * What an event belongs together by with others: events that share one of these run one after another in order of arrival.
 * A unit's user, an address within the whole CRM (its contacts are found by address), the phone in a unit of somebody who has neither, a
 * unit's order, a contract of the CRM.
 */
export function belongingKeys(event: ShopEvent, crm: CrmName): string[] {
  return eventType(event.type).keys(event, crm);
}

/** The shop's ids that an event is found by. */
export function localIds(event: ShopEvent): LocalIds {
  return eventType(event.type).localIds(event);
}
