import { basicFields } from './common-fields.ts';
import {
  bean,
  bool,
  currency,
  enumeration,
  type Field,
  link,
  nameIn,
  reference,
  relateField,
  url,
  varchar,
  virtual,
} from './field.ts';
import type { Module } from './module.ts';

/** An amount and its value in the base currency, which SuiteCRM computes itself. */
export const amount = (name: string, extra: Partial<Field> = {}): readonly Field[] => [
  currency(name, extra),
  currency(`${name}_usdollar`),
];

/** AOS_Products: an article, found by `part_number`, which the column cuts at 25 characters. */
export const products: Module = {
  name: 'AOS_Products',
  objectName: 'AOS_Products',
  label: 'Products',
  aliases: [],
  person: false,
  indexed: ['part_number', 'name'],
  fields: [
    ...basicFields(),
    link('SecurityGroups'),
    link('aos_products_purchases'),
    varchar('maincode', 100, { default: 'XXXX' }),
    varchar('part_number', 25),
    varchar('category', 100),
    enumeration('type', { default: 'Good' }),
    ...amount('cost'),
    reference('currency_id'),
    ...amount('price', { default: '0.000000' }),
    url('url'),
    reference('contact_id'),
    relateField('contact', nameIn('Contacts', 'contact_id')),
    varchar('product_image'),
    virtual('file_url', 'file'),
    link('aos_product_category'),
    relateField('aos_product_category_name', nameIn('AOS_Product_Categories', 'aos_product_category_id')),
    reference('aos_product_category_id'),
    link('aos_products_jjwg_markers_1'),
  ],
  links: {
    AOS_Product_Categories: 'aos_product_category',
    SecurityGroups: 'SecurityGroups',
    Users: 'created_by_link',
    jjwg_Markers: 'aos_products_jjwg_markers_1',
  },
};

/** AOS_Product_Categories: the class an article belongs to. */
export const productCategories: Module = {
  name: 'AOS_Product_Categories',
  objectName: 'AOS_Product_Categories',
  label: 'Products - Categories',
  aliases: [],
  person: false,
  indexed: ['name'],
  fields: [
    ...basicFields(),
    link('SecurityGroups'),
    bool('is_parent'),
    link('aos_products'),
    link('sub_categories'),
    bean('parent_category'),
    relateField('parent_category_name', nameIn('AOS_Product_Categories', 'parent_category_id')),
    reference('parent_category_id'),
  ],
  links: {
    AOS_Product_Categories: 'parent_category',
    SecurityGroups: 'SecurityGroups',
    Users: 'created_by_link',
  },
};
