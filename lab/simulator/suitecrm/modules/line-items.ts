import type { Row } from '../store/table.ts';
import { basicFields } from './common-fields.ts';
import type { CrmView } from './crm-view.ts';
import { decimal, enumeration, int, link, nameIn, reference, relateField, text, varchar } from './field.ts';
import type { Module } from './module.ts';
import { amount } from './products.ts';

/** The parent's name is found only if `parent_type` says in which module to look. */
const parentName = (row: Row, crm: CrmView): string => {
  const { parent_type: module = '', parent_id: id = '' } = row.values;
  return module === '' || id === '' ? '' : crm.nameOf(module, id);
};

/** AOS_Line_Item_Groups: a group of lines with its own sums. */
export const lineItemGroups: Module = {
  name: 'AOS_Line_Item_Groups',
  objectName: 'AOS_Line_Item_Groups',
  label: 'Line Item Groups',
  aliases: [],
  inMenu: false,
  person: false,
  indexed: ['parent_id', 'name'],
  fields: [
    ...basicFields(),
    ...amount('total_amt'),
    ...amount('discount_amount'),
    ...amount('subtotal_amount'),
    ...amount('tax_amount'),
    ...amount('subtotal_tax_amount'),
    ...amount('total_amount'),
    relateField('parent_name', parentName),
    varchar('parent_type', 100),
    reference('parent_id'),
    int('number'),
    reference('currency_id'),
    link('aos_products_quotes'),
  ],
  links: { AOS_Products_Quotes: 'aos_products_quotes', Users: 'created_by_link' },
};

/** AOS_Products_Quotes: one line of an invoice. `parent_type` is not filled by itself. */
export const lineItems: Module = {
  name: 'AOS_Products_Quotes',
  objectName: 'AOS_Products_Quotes',
  label: 'Line Items',
  aliases: [],
  inMenu: false,
  person: false,
  indexed: ['parent_id', 'group_id', 'product_id'],
  fields: [
    // A text column, unlike the names of other modules: neither cut nor trimmed.
    ...basicFields(text('name')),
    reference('currency_id'),
    varchar('part_number'),
    text('item_description'),
    int('number'),
    decimal('product_qty', { scale: 4 }),
    ...amount('product_cost_price'),
    ...amount('product_list_price'),
    ...amount('product_discount'),
    ...amount('product_discount_amount'),
    enumeration('discount', { length: 255, default: 'Percentage' }),
    ...amount('product_unit_price', { default: '0.000000' }),
    ...amount('vat_amt', { default: '0.000000' }),
    ...amount('product_total_price', { default: '0.000000' }),
    enumeration('vat', { default: '5.0' }),
    relateField('parent_name', parentName),
    varchar('parent_type', 100),
    reference('parent_id'),
    reference('product_id'),
    relateField('group_name', nameIn('AOS_Line_Item_Groups', 'group_id')),
    reference('group_id'),
    link('aos_products'),
    link('aos_contracts'),
    link('aos_quotes'),
    link('aos_invoices'),
  ],
  links: {
    AOS_Contracts: 'aos_contracts',
    AOS_Invoices: 'aos_invoices',
    AOS_Products: 'aos_products',
    AOS_Quotes: 'aos_quotes',
    Users: 'created_by_link',
  },
};
