import Type from 'typebox';
import { DeliveryUnreadable } from '../platform.ts';
import { type Shop, shopId } from '../shop.ts';
import type { CustomerTold } from '../told.ts';
import { idText, instantOf, readableText, WooGmt, WooId, WooText } from './fields.ts';
import { addressOf, personAt, WooAddress, withoutEmpty } from './people.ts';
import { resourceReader } from './read-body.ts';

const readCustomer = resourceReader(
  Type.Object({
    id: WooId,
    role: WooText,
    email: WooText,
    first_name: WooText,
    last_name: WooText,
    date_created_gmt: WooGmt,
    date_modified_gmt: WooGmt,
    billing: WooAddress,
  }),
  'customer',
);

/** The customer of a delivery; nobody where it is a user of the shop's WordPress that buys nothing, such as an editor. */
export function wooCustomers(json: unknown, isNew: boolean, shop: Shop): CustomerTold[] {
  const customer = readCustomer(json);
  if (customer.role !== 'customer') return [];
  const at = instantOf(customer.date_modified_gmt) ?? instantOf(customer.date_created_gmt);
  if (at === null) throw new DeliveryUnreadable('The customer does not say when it was made or changed.');
  const [userId, billed] = [shopId(shop, idText(customer.id)), personAt(customer.billing)];
  // What is empty is left out: an update would empty it in the CRM too, where somebody may have filled it in.
  const told = withoutEmpty({
    user_id: userId,
    email: readableText(customer.email) || billed.email,
    first_name: readableText(customer.first_name) || billed.firstName,
    last_name: readableText(customer.last_name) || billed.lastName,
    phones: withoutEmpty({ mobile: billed.phone }),
    address: addressOf(customer.billing),
  });
  return [{ userId, isNew, at, customer: told }];
}
