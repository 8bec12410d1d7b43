import type { Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { type Shop, shopId } from '../shop.ts';
import type { PrivacyTold } from '../told.ts';
import { optionalShopId } from './names.ts';
import { bodyReader } from './read-body.ts';
import { idText, optionalIdText } from './schema/fields.ts';
import { DataRequest, RedactCustomer, RedactShop } from './schema/privacy.ts';

const readRedactCustomer = bodyReader('request to erase a customer', RedactCustomer);
const readRedactShop = bodyReader('request to erase a shop', RedactShop);
const readDataRequest = bodyReader('request for data', DataRequest);

/** Of the members of these requests, those that each topic has. */
const MEMBERS = {
  'customers/redact': ['customer', 'orders_to_redact'],
  'customers/data_request': ['customer', 'orders_requested', 'data_request'],
  'shop/redact': [],
} as const;

/**
 * The signature is over the body alone, and one secret signs all webhooks of a shop: whoever else receives some of them could post what is
 * signed under another topic, and have a whole shop erased for one customer's question.
 */
function refuseOtherTopics(json: unknown, topic: keyof typeof MEMBERS): void {
  const own: readonly string[] = MEMBERS[topic];
  const foreign = Object.values(MEMBERS)
    .flat()
    .find((name) => !own.includes(name) && typeof json === 'object' && json !== null && Object.hasOwn(json, name));
  if (foreign === undefined) return;
  throw new DeliveryUnreadable(
    `This is no ${topic} of Shopify: it has the ${foreign} of another topic. Look who sent it.`,
  );
}

type ToldPrivately = { readonly privacy: readonly PrivacyTold[]; readonly warnings: readonly Warning[] };

/** `customers/redact`: the person may be named by the e-mail address alone. */
export function tellRedactCustomer(json: unknown, shop: Shop): ToldPrivately {
  refuseOtherTopics(json, 'customers/redact');
  const {
    body: { customer, orders_to_redact },
    warnings,
  } = readRedactCustomer(json);
  const person = {
    userId: optionalShopId(shop, customer?.id),
    email: customer?.email ?? null,
    phone: customer?.phone ?? null,
  };
  const orderIds = (orders_to_redact ?? []).map((id) => shopId(shop, idText(id)));
  if (Object.values(person).every((known) => known === null) && orderIds.length === 0) {
    throw new DeliveryUnreadable('Shopify asks to erase a customer and does not tell which one: answer it by hand.');
  }
  return { privacy: [{ kind: 'erase_customer', ...person, orderIds }], warnings };
}

/** `shop/redact`. */
export function tellRedactShop(json: unknown): ToldPrivately {
  refuseOtherTopics(json, 'shop/redact');
  const { warnings } = readRedactShop(json);
  return { privacy: [{ kind: 'erase_shop' }], warnings };
}

/** `customers/data_request`. */
export function tellDataRequest(json: unknown, shop: Shop): ToldPrivately {
  refuseOtherTopics(json, 'customers/data_request');
  const {
    body: { customer, data_request, orders_requested },
    warnings,
  } = readDataRequest(json);
  const told: PrivacyTold = {
    kind: 'data_request',
    userId: optionalShopId(shop, customer?.id),
    email: customer?.email ?? null,
    orderIds: (orders_requested ?? []).map((id) => shopId(shop, idText(id))),
    requestId: optionalIdText(data_request?.id),
  };
  return { privacy: [told], warnings };
}
