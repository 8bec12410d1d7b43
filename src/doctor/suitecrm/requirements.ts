import { BASE_CURRENCY, CURRENCIES } from '../../crm/suitecrm/currencies.ts';
import { CONTACTS, contactAttributes } from '../../crm/suitecrm/modules/contacts.ts';
import {
  EMAIL_ADDRESSES,
  EMAIL_LINK,
  emailAddressAttributes,
  optOutAttributes,
} from '../../crm/suitecrm/modules/email-addresses.ts';
import { INVOICES, invoiceAttributes } from '../../crm/suitecrm/modules/invoices.ts';
import { CONVERTED, LEADS, leadAttributes } from '../../crm/suitecrm/modules/leads.ts';
import { groupAttributes, LINE_ITEM_GROUPS } from '../../crm/suitecrm/modules/line-item-groups.ts';
import { LINE_ITEMS, lineAttributes } from '../../crm/suitecrm/modules/line-items.ts';
import { MARKERS, markerAttributes } from '../../crm/suitecrm/modules/markers.ts';
import { PRODUCT_CATEGORIES, PRODUCTS, productAttributes } from '../../crm/suitecrm/modules/products.ts';
import { PROMOTIONS, PROSPECT_LISTS, SECURITY_GROUPS } from '../../crm/suitecrm/modules/related-modules.ts';
import type { Attributes } from '../../crm/suitecrm/types.ts';
import { priceOrder } from '../../domain/amounts/shop-rounding.ts';
import { isProductLine } from '../../domain/order.ts';
import { CUSTOMER, ORDER } from './sample-shop.ts';

/** What a module must have for our calls. */
export interface ModuleNeeds {
  readonly module: string;
  /** Every field that we send, filter by or read. */
  readonly fields: readonly string[];
  /** Of these, the amounts: what the CRM answers for them is read as a number. */
  readonly amounts: readonly string[];
}

/** Two modules of which `module` has a relationship with `related`. */
export interface RelationshipNeeds {
  readonly module: string;
  readonly related: string;
  /** What the link is called in `module`: one of these, where it was made as usual. */
  readonly links: readonly string[];
  /** Whether it comes with SuiteCRM, or somebody made it in Studio and may have called it otherwise. */
  readonly origin: 'SuiteCRM' | 'Studio';
}

/** Fields that are filtered by or read, and never sent. */
const READ: Readonly<Record<string, readonly string[]>> = {
  [CURRENCIES]: ['name', 'iso4217', 'conversion_rate', 'status'],
  [PRODUCT_CATEGORIES]: ['name', 'date_entered'],
  [PRODUCTS]: ['date_entered'],
  [PROMOTIONS]: ['code', 'date_entered'],
};

/** What orders, registrations, refunds and updates relate to each other. */
export const RELATIONSHIPS: readonly RelationshipNeeds[] = [
  shipped(LEADS, CONTACTS, 'contacts'),
  shipped(LEADS, EMAIL_ADDRESSES, EMAIL_LINK),
  shipped(CONTACTS, EMAIL_ADDRESSES, EMAIL_LINK),
  shipped(PROSPECT_LISTS, CONTACTS, 'contacts'),
  madeInStudio(PRODUCTS, MARKERS),
  shipped(INVOICES, LINE_ITEM_GROUPS, 'aos_line_item_groups'),
  madeInStudio(INVOICES, PROMOTIONS),
  shipped(INVOICES, SECURITY_GROUPS, 'SecurityGroups'),
  madeInStudio(INVOICES, INVOICES),
];

function shipped(module: string, related: string, link: string): RelationshipNeeds {
  return { module, related, links: [link], origin: 'SuiteCRM' };
}

/** Studio names a relationship after its two modules, the one it was made from first, and numbers it. */
function madeInStudio(module: string, related: string): RelationshipNeeds {
  const names = [module, related].map((name) => name.toLowerCase());
  const links = [names, names.toReversed()].map((pair) => `${pair.join('_')}_1`);
  return { module, related, links: [...new Set(links)], origin: 'Studio' };
}

/** Modules that not every shop needs, with what goes without them. */
export const NOT_FOR_ALL: ReadonlyMap<string, string> = new Map([
  [PROMOTIONS, 'orders without promotions'],
  [EMAIL_ADDRESSES, 'customers who keep their address'],
]);

/** Everything by module. What we send is taken from the mappings themselves, so a field added to one is looked for too. */
export function moduleNeeds(): ModuleNeeds[] {
  const sent = sentAttributes();
  const modules = new Set([...sent.keys(), ...Object.keys(READ)]);
  return [...modules].map((module) => {
    const attributes = Object.entries(sent.get(module) ?? {});
    return {
      module,
      fields: [...new Set([...attributes.map(([field]) => field), ...(READ[module] ?? [])])],
      amounts: [
        ...attributes.filter(([, value]) => typeof value !== 'string').map(([field]) => field),
        ...(module === CURRENCIES ? ['conversion_rate'] : []),
      ],
    };
  });
}

/** What a sample of everything looks like on its way to the CRM, by module. */
function sentAttributes(): ReadonlyMap<string, Attributes> {
  const owner = { accountId: 'a', assignedUserId: 'u' };
  const priced = priceOrder(ORDER);
  const shared = { assignedUserId: 'u', currency: BASE_CURRENCY, name: 'n', description: 'd' };
  const sent = new Map<string, Attributes>([
    [LEADS, { ...leadAttributes(CUSTOMER, owner), ...CONVERTED }],
    [CONTACTS, contactAttributes(CUSTOMER, owner)],
    [EMAIL_ADDRESSES, { ...emailAddressAttributes('e'), ...optOutAttributes(true) }],
    [
      INVOICES,
      invoiceAttributes({
        ...shared,
        status: 's',
        date: '2000-01-01',
        accountId: 'a',
        contactId: 'c',
        amounts: priced.invoice,
        billingAddress: ORDER.billingAddress,
        shippingAddress: ORDER.shippingAddress,
      }),
    ],
  ]);
  for (const { lines, amounts: sums } of priced.groups) {
    sent.set(LINE_ITEM_GROUPS, groupAttributes({ ...shared, invoiceId: 'i', position: 1, amounts: sums }));
    for (const { line, amounts } of lines) {
      const ids = { invoiceId: 'i', groupId: 'g', productId: 'p' };
      if (isProductLine(line))
        sent.set(PRODUCTS, productAttributes(line, { ...shared, category: { id: 'c', name: 'n' } }));
      if (line.marker !== null) sent.set(MARKERS, markerAttributes(line.marker, 'u'));
      sent.set(LINE_ITEMS, {
        ...sent.get(LINE_ITEMS),
        ...lineAttributes({ ...shared, ...ids, sku: line.sku ?? '', position: 1, amounts }),
      });
    }
  }
  return sent;
}
