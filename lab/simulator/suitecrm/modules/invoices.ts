import { basicFields } from './common-fields.ts';
import {
  custom,
  date,
  datetimeCombo,
  enumeration,
  type Field,
  int,
  link,
  multiple,
  nameIn,
  reference,
  relateField,
  varchar,
  virtual,
} from './field.ts';
import type { Module } from './module.ts';
import { amount } from './products.ts';

/** How `aos_invoices_aos_invoices_1`, the relation made in Studio for returns, was set up. */
export type InvoiceRelation = 'many-to-many' | 'one-to-many';

/** The relation of invoices and promotions, made in Studio: it is named after the module from which it was made. */
export type PromotionRelation = 'aos_invoices_owl_promotions_1' | 'owl_promotions_aos_invoices_1';

const address = (kind: string): readonly Field[] => [
  varchar(`${kind}_address_street`, 150),
  varchar(`${kind}_address_city`, 100),
  varchar(`${kind}_address_state`, 100),
  varchar(`${kind}_address_postalcode`, 20),
  varchar(`${kind}_address_country`),
];

const returned = 'aos_invoices_aos_invoices_1';
const oneToManyFields: readonly Field[] = [
  relateField(`${returned}_name`, (row, crm) => crm.nameOf('AOS_Invoices', crm.leftOf(returned, row.id))),
  { ...link(`${returned}aos_invoices_ida`), shows: (row, crm) => crm.leftOf(returned, row.id) },
];

/** AOS_Invoices: an order or a return. A one-to-many relation among invoices adds two attributes to a many-to-many one. */
export const invoices = (relation: InvoiceRelation, promotions: PromotionRelation): Module => ({
  name: 'AOS_Invoices',
  objectName: 'AOS_Invoices',
  label: 'Invoices',
  aliases: ['Invoices'],
  person: false,
  indexed: ['name', 'billing_contact_id'],
  fields: [
    ...basicFields(),
    link('SecurityGroups'),
    reference('billing_account_id'),
    relateField('billing_account', nameIn('Accounts', 'billing_account_id')),
    reference('billing_contact_id'),
    relateField('billing_contact', nameIn('Contacts', 'billing_contact_id')),
    ...address('billing'),
    ...address('shipping'),
    int('number'),
    virtual('line_items', 'function'),
    ...amount('total_amt'),
    ...amount('subtotal_amount'),
    ...amount('discount_amount'),
    ...amount('tax_amount'),
    ...amount('shipping_amount'),
    enumeration('shipping_tax'),
    ...amount('shipping_tax_amt'),
    ...amount('total_amount'),
    reference('currency_id'),
    int('quote_number'),
    date('quote_date', { today: true }),
    date('invoice_date', { today: true }),
    date('due_date'),
    enumeration('status'),
    multiple('template_ddown_c'),
    ...amount('subtotal_tax_amount'),
    link('accounts'),
    link('contacts'),
    link('aos_quotes_aos_invoices'),
    link('aos_products_quotes'),
    link('aos_line_item_groups'),
    // In the order in which servers with the one and the other name show them.
    ...(promotions.startsWith('aos') ? [promotions, returned] : [returned, promotions]).map(link),
    ...(relation === 'one-to-many' ? oneToManyFields : []),
    custom(varchar('potr_c')),
    custom(datetimeCombo('invoice_datetime_c')),
  ],
  links: {
    AOS_Invoices: returned,
    AOS_Line_Item_Groups: 'aos_line_item_groups',
    AOS_Products_Quotes: 'aos_products_quotes',
    AOS_Quotes: 'aos_quotes_aos_invoices',
    Accounts: 'accounts',
    Contacts: 'contacts',
    OWL_Promotions: promotions,
    SecurityGroups: 'SecurityGroups',
    Users: 'created_by_link',
  },
});
