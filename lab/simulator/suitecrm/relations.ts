import type { InvoiceRelation, PromotionRelation } from './modules/invoices.ts';

/** A relationship kept in a column of the "many" record: writing it saves that whole record. */
export interface ColumnRelation {
  readonly kind: 'column';
  readonly name: string;
  readonly one: { readonly module: string; readonly link: string | null };
  readonly many: { readonly module: string; readonly link: string | null; readonly column: string };
  /** The column keeps the id of a record that is deleted. */
  readonly outlives?: true;
}

/** A relationship kept in a join table: writing it touches no record. */
export interface JoinRelation {
  readonly kind: 'join';
  readonly name: string;
  readonly left: { readonly module: string; readonly link: string };
  readonly right: { readonly module: string; readonly link: string };
  /** At most one left record per right record. */
  readonly oneToMany: boolean;
}

/** How a person carries e-mail addresses: in a table of their own, which a filter by `email1` looks into. */
export interface EmailRelation {
  readonly kind: 'email';
  readonly name: string;
  readonly person: { readonly module: string; readonly link: string };
  /** Whether the link writes the module into its rows; only rows with one are shown by the record. */
  readonly writesModule: boolean;
}

export type Relation = ColumnRelation | JoinRelation | EmailRelation;

const column = (
  one: string,
  oneLink: string | null,
  many: string,
  manyLink: string | null,
  key: string,
): ColumnRelation => ({
  kind: 'column',
  name: `${many}.${key}`,
  one: { module: one, link: oneLink },
  many: { module: many, link: manyLink, column: key },
});

const join = (name: string, left: [string, string], right: [string, string], oneToMany = false): JoinRelation => ({
  kind: 'join',
  name,
  left: { module: left[0], link: left[1] },
  right: { module: right[0], link: right[1] },
  oneToMany,
});

const emails = (module: string, link: string, writesModule: boolean): EmailRelation => ({
  kind: 'email',
  name: `${module.toLowerCase()}_${link}`,
  person: { module, link },
  writesModule,
});

const secured = [
  'Leads',
  'Contacts',
  'Accounts',
  'AOS_Products',
  'AOS_Product_Categories',
  'AOS_Invoices',
  'jjwg_Markers',
  'OWL_Promotions',
];
const owned = [...secured, 'AOS_Line_Item_Groups', 'AOS_Products_Quotes', 'SecurityGroups', 'ProspectLists'];

const returned = 'aos_invoices_aos_invoices_1';

/** All relationships of the simulated modules. Where two link the same modules, a plain POST takes the last. */
export const relations = (
  invoiceRelation: InvoiceRelation,
  promotionRelation: PromotionRelation,
): readonly Relation[] => [
  ...owned.flatMap((module) => [
    column('Users', null, module, 'created_by_link', 'created_by'),
    column('Users', null, module, 'modified_user_link', 'modified_user_id'),
    column('Users', null, module, 'assigned_user_link', 'assigned_user_id'),
  ]),
  ...secured.map((module) =>
    join(
      `securitygroups_${module.toLowerCase()}`,
      ['SecurityGroups', module.toLowerCase()],
      [module, 'SecurityGroups'],
    ),
  ),
  ...['Leads', 'Contacts'].flatMap((module) => [
    emails(module, 'email_addresses', true),
    emails(module, 'email_addresses_primary', false),
  ]),
  column('Contacts', 'leads', 'Leads', 'contacts', 'contact_id'),
  column('Accounts', 'leads', 'Leads', 'accounts', 'account_id'),
  column('Accounts', 'contacts', 'Contacts', 'accounts', 'account_id'),
  column('Accounts', 'aos_invoices', 'AOS_Invoices', 'accounts', 'billing_account_id'),
  column('Contacts', 'aos_invoices', 'AOS_Invoices', 'contacts', 'billing_contact_id'),
  column('AOS_Invoices', 'aos_line_item_groups', 'AOS_Line_Item_Groups', null, 'parent_id'),
  column('AOS_Invoices', 'aos_products_quotes', 'AOS_Products_Quotes', 'aos_invoices', 'parent_id'),
  column('AOS_Line_Item_Groups', 'aos_products_quotes', 'AOS_Products_Quotes', null, 'group_id'),
  { ...column('AOS_Products', null, 'AOS_Products_Quotes', 'aos_products', 'product_id'), outlives: true },
  column('AOS_Product_Categories', 'aos_products', 'AOS_Products', 'aos_product_category', 'aos_product_category_id'),
  column('AOS_Product_Categories', 'sub_categories', 'AOS_Product_Categories', 'parent_category', 'parent_category_id'),
  join('prospect_lists_contacts', ['ProspectLists', 'contacts'], ['Contacts', 'prospect_lists']),
  join('prospect_lists_leads', ['ProspectLists', 'leads'], ['Leads', 'prospect_lists']),
  join(promotionRelation, ['AOS_Invoices', promotionRelation], ['OWL_Promotions', promotionRelation]),
  join(
    'aos_products_jjwg_markers_1',
    ['AOS_Products', 'aos_products_jjwg_markers_1'],
    ['jjwg_Markers', 'aos_products_jjwg_markers_1'],
    true,
  ),
  invoiceRelation === 'many-to-many'
    ? join(returned, ['AOS_Invoices', returned], ['AOS_Invoices', returned])
    : join(returned, ['AOS_Invoices', returned], ['AOS_Invoices', `${returned}aos_invoices_ida`], true),
];
