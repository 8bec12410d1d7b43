import { basicFields } from './common-fields.ts';
import {
  bool,
  datetime,
  datetimeCombo,
  double,
  enumeration,
  int,
  link,
  nameField,
  relateField,
  userReference,
  varchar,
  virtual,
} from './field.ts';
import type { PromotionRelation } from './invoices.ts';
import type { Module } from './module.ts';

/** Currencies other than the base currency, which has no row and is never listed. */
export const currencies: Module = {
  name: 'Currencies',
  objectName: 'Currency',
  label: 'Currencies',
  aliases: ['Currency'],
  inMenu: false,
  person: false,
  indexed: ['name', 'iso4217'],
  fields: [
    nameField('name', 36),
    varchar('symbol', 36),
    varchar('iso4217', 3),
    double('conversion_rate', { default: '0' }),
    enumeration('status'),
    bool('deleted'),
    datetime('date_entered'),
    datetime('date_modified'),
    userReference('created_by'),
    virtual('hide'),
    virtual('unhide'),
  ],
  links: null,
};

/** SecurityGroups: who may see a record. */
export const securityGroups: Module = {
  name: 'SecurityGroups',
  objectName: 'SecurityGroup',
  label: 'Security Groups Management',
  aliases: ['SecurityGroup'],
  person: false,
  indexed: ['name'],
  fields: [
    ...basicFields(),
    bool('noninheritable', { flag: true }),
    link('users'),
    link('aclroles'),
    virtual('securitygroup_noninher_fields'),
    virtual('securitygroup_noninherit_id'),
    virtual('securitygroup_noninheritable'),
    virtual('securitygroup_primary_group'),
  ],
  links: { Users: 'created_by_link' },
};

/** ProspectLists: a target list. */
export const prospectLists: Module = {
  name: 'ProspectLists',
  objectName: 'ProspectList',
  label: 'Targets - Lists',
  aliases: ['ProspectList'],
  person: false,
  indexed: ['name'],
  fields: [
    ...basicFields(),
    enumeration('list_type'),
    varchar('domain_name'),
    virtual('entry_count', 'int'),
    ...['prospects', 'contacts', 'leads', 'campaigns', 'users', 'email_marketing'].map(link),
    virtual('marketing_id'),
    virtual('marketing_name'),
    link('accounts'),
  ],
  // The other links do not name their module in the vardefs: an answer leaves them out, though they can be read.
  links: { Users: 'created_by_link' },
};

/** OWL_Promotions: the guides' own module, related many-to-many with invoices and found by `code`. */
export const promotions = (relation: PromotionRelation): Module => ({
  name: 'OWL_Promotions',
  objectName: 'OWL_Promotions',
  label: 'Promotions',
  aliases: [],
  person: false,
  indexed: ['code', 'name'],
  fields: [
    ...basicFields(),
    link('SecurityGroups'),
    varchar('code'),
    int('priority', { default: '0' }),
    bool('exclusive'),
    int('usage_limit', { default: '0' }),
    int('used', { default: '0' }),
    bool('coupon_based'),
    datetimeCombo('date_start'),
    datetimeCombo('date_end'),
    link(relation),
  ],
  links: {
    AOS_Invoices: relation,
    SecurityGroups: 'SecurityGroups',
    Users: 'created_by_link',
  },
});

/** Users, as far as other records name them. */
export const users: Module = {
  name: 'Users',
  objectName: 'User',
  label: 'Users',
  aliases: ['User'],
  person: false,
  indexed: ['user_name'],
  fields: [
    varchar('user_name', 60),
    varchar('first_name', 255),
    varchar('last_name', 255),
    relateField('full_name', (row, crm) => crm.nameOf('Users', row.id)),
    relateField('name', (row, crm) => crm.nameOf('Users', row.id)),
    bool('is_admin'),
    enumeration('status'),
    enumeration('employee_status'),
    datetime('date_entered'),
    datetime('date_modified'),
    userReference('created_by'),
    bool('deleted'),
  ],
  links: { SecurityGroups: 'SecurityGroups' },
};
