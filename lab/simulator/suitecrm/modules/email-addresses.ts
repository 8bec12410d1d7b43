import { bool, datetime, enumeration, varchar } from './field.ts';
import type { Module } from './module.ts';

/**
 * EmailAddresses: one address, shared by all records that carry it. Nothing keeps a second row of one text from being made.
 * A save of a person looks for `email_address_caps`, which only SuiteCRM itself fills.
 */
export const emailAddresses: Module = {
  name: 'EmailAddresses',
  objectName: 'EmailAddress',
  label: 'Email Address',
  aliases: ['EmailAddress'],
  inMenu: false,
  person: false,
  indexed: ['email_address', 'email_address_caps'],
  fields: [
    varchar('email_address'),
    varchar('email_address_caps'),
    bool('invalid_email'),
    bool('opt_out'),
    enumeration('confirm_opt_in', { default: 'not-opt-in' }),
    datetime('confirm_opt_in_date'),
    datetime('confirm_opt_in_sent_date'),
    datetime('confirm_opt_in_fail_date'),
    varchar('confirm_opt_in_token'),
    datetime('date_created'),
    datetime('date_modified'),
    bool('deleted'),
  ],
  links: null,
};
