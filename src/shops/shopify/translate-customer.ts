import { readInstant } from '../../domain/dates.ts';
import { ofRecord, type Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { type Shop, shopId } from '../shop.ts';
import type { CustomerTold, EventData } from '../told.ts';
import { onlyPresent, optionalShopId, usableId } from './names.ts';
import { bodyReader, type ReadBody } from './read-body.ts';
import { idText } from './schema/fields.ts';
import type { ShopifyOrder } from './schema/order.ts';
import { type ShopifyAddress, type ShopifyBuyer, ShopifyCustomer } from './schema/person.ts';

const readCustomerBody = bodyReader('customer', ShopifyCustomer);

/** The customer of `customers/create` and `customers/update`; none is told who left neither an address nor a phone. */
export function tellCustomer(json: unknown, shop: Shop, isNew: boolean): { customers: CustomerTold[] } & Warned {
  const { body, warnings }: ReadBody<ShopifyCustomer> = readCustomerBody(json);
  const id = idText(body.id);
  const at = body.updated_at ?? body.created_at;
  if (at === null || at === undefined) {
    throw new DeliveryUnreadable(
      'Shopify does not tell when this customer was changed: created_at and updated_at are missing.',
    );
  }
  const person = personOf(body, shop, { email: null, phone: null, contact: null });
  if (person.email === undefined && person.phones === undefined) {
    const text = `The customer ${id} of the shop has neither an e-mail address nor a phone, and was not taken over.`;
    return { customers: [], warnings: [...warnings, ofRecord(text)] };
  }
  const customer = { ...person, ...onlyPresent({ address: addressOf(body.default_address ?? body.addresses?.[0]) }) };
  return { customers: [{ userId: shopId(shop, id), isNew, at: readInstant(at) ?? at, customer }], warnings };
}

interface Warned {
  readonly warnings: readonly Warning[];
}

/** Who bought; null where nobody is known. */
export function buyerOf(order: ShopifyOrder, shop: Shop): EventData | null {
  const { contact_email, email, phone, customer, billing_address, shipping_address } = order;
  const person = personOf(customer ?? {}, shop, {
    email: usableId(contact_email) ?? usableId(email),
    phone: phone ?? null,
    contact: billing_address ?? shipping_address ?? null,
  });
  const known = person.user_id ?? person.email ?? person.phones;
  return known === undefined ? null : { ...person, ...onlyPresent({ address: addressOf(customer?.default_address) }) };
}

/** What an order tells of a person beside its customer. */
interface OfOrder {
  readonly email: string | null;
  readonly phone: string | null;
  /** The address of the bill, else that of the parcel. */
  readonly contact: ShopifyAddress | null;
}

function personOf(
  person: Omit<ShopifyBuyer, 'addresses'>,
  shop: Shop,
  { email, phone, contact }: OfOrder,
): Record<string, unknown> {
  const { default_address: home, note, email_marketing_consent: consent } = person;
  // First and last name belong together.
  const named = [person, contact ?? {}, home ?? {}].find(({ first_name, last_name }) => first_name ?? last_name);
  const mobile = person.phone ?? phone ?? home?.phone ?? contact?.phone;
  return onlyPresent<unknown>({
    user_id: optionalShopId(shop, person.id),
    email: email ?? usableId(person.email),
    first_name: named?.first_name,
    last_name: named?.last_name,
    description: note,
    phones: mobile ? { mobile } : null,
    email_opt_out: consent?.state ? consent.state.toLowerCase() !== 'subscribed' : null,
  });
}

/** A postal address; null where nothing of it is told. Outside of countries with provinces the city stands alone. */
export function addressOf(address: ShopifyAddress | null | undefined): EventData | null {
  const { address1, address2, city, province, zip, country, country_name, country_code } = address ?? {};
  const street = [address1, address2].filter((line) => line !== null && line !== undefined);
  const told = onlyPresent<unknown>({
    street: street.length === 0 ? null : street,
    city,
    state: province,
    postal_code: zip,
    country: country ?? country_name ?? country_code,
  });
  return Object.keys(told).length === 0 ? null : told;
}
