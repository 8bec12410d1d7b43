import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../src/crm/suitecrm/answers.ts';
import { describeLoss, notKept } from '../../../src/crm/suitecrm/kept.ts';
import type { Attributes, AttributeValue } from '../../../src/crm/suitecrm/types.ts';
import { fixture } from '../../support/crm/fixture.ts';

const losses = (sent: Attributes, kept: Readonly<Record<string, string>>) =>
  notKept(sent, { id: 'x', attributes: kept }).map((loss) => describeLoss('Leads', loss).text);

describe('a value is kept', () => {
  test.each<[string, AttributeValue, string]>([
    ['last_name', 'Robot4', 'Robot4'],
    ['last_name', '  Robot4 ', 'Robot4'],
    ['description', 'a\r\nb', 'a\nb'],
    ['email1', 'Tom@Example.com', 'tom@example.com'],
    ['total_amount', { number: '180' }, '180.000000'],
    ['total_amount', { number: '0.1234567' }, '0.123457'],
    ['total_amount', { number: '-21.00' }, '-21.000000'],
    ['total_amount', { number: '0' }, ''],
    ['vat', '5', '5.0'],
    ['converted', '0', ''],
    ['jjwg_maps_lat', { number: '25.033012345678' }, '25.03301239'],
    ['jjwg_maps_lng', { number: '25.0330' }, '25.03300095'],
    ['total_amount_usdollar', { number: '5' }, '150.000000'],
    ['file_url', 'https://shop.example.com/x', ''],
    ['invoice_datetime_c', '2020-12-16 09:00:59', '2020-12-16T09:00:00+08:00'],
    ['lawful_basis', '^consent^,^contract^', '^consent^,^contract^'],
    ['email1', '', 'other@example.com'],
    ['email1', '   ', ''],
  ])('%s: %j as %j', (field, sent, kept) => {
    expect(losses({ [field]: sent }, { [field]: kept })).toEqual([]);
  });

  test('where three lines of a street became one text', () => {
    const sent = { primary_address_street: 'No. 1', primary_address_street_2: 'Floor 2', primary_address_street_3: '' };
    const kept = {
      primary_address_street: 'No. 1\nFloor 2',
      primary_address_street_2: '',
      primary_address_street_3: '',
    };
    expect(losses(sent, kept)).toEqual([]);
    expect(losses(sent, sent)).toEqual([]);
  });

  test('or cannot be told where the answer lacks the field', () => {
    expect(losses({ marker_type_c: 'origin' }, {})).toEqual([]);
  });
});

describe('a value is lost', () => {
  test.each<[string, AttributeValue, string, string]>([
    ['email1', 'tom@@example', '', 'Leads: email1 was dropped by the CRM'],
    ['invoice_date', '2020/10/06', '', 'Leads: invoice_date was dropped by the CRM'],
    ['email1', 'new@example.com', 'old@example.com', 'Leads: email1 was changed by the CRM'],
    [
      'part_number',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      'ABCDEFGHIJKLMNOPQRSTUVWXY',
      'Leads: part_number was cut to 25 characters by the CRM',
    ],
    [
      'part_number',
      '12345678901234567890123456',
      '1234567890123456789012345',
      'Leads: part_number was cut to 25 characters by the CRM',
    ],
    ['name', 'Tom <tom@example.com>', 'Tom ', 'Leads: name was cut to 3 characters by the CRM'],
    ['name', 'Tea 🍵', 'Tea ????', 'Leads: name was changed by the CRM'],
    ['phone_home', '007', '7', 'Leads: phone_home was changed by the CRM'],
    ['jjwg_maps_lat', { number: '123' }, '100.00000000', 'Leads: jjwg_maps_lat was changed by the CRM'],
    ['total_amount', { number: '378.5' }, '378500000.000000', 'Leads: total_amount was changed by the CRM'],
    [
      'total_amount',
      { number: '12345678901234567890.123456' },
      '12345678901235000000.000000',
      'Leads: total_amount was changed by the CRM',
    ],
    ['total_amount', { number: '5' }, '', 'Leads: total_amount was dropped by the CRM'],
    ['invoice_datetime_c', '2020-12-16 09:00:00', '', 'Leads: invoice_datetime_c was dropped by the CRM'],
    [
      'invoice_datetime_c',
      '2020-12-16 09:00:00',
      '2020-12-16T17:00:00+08:00',
      'Leads: invoice_datetime_c was changed by the CRM',
    ],
  ])('%s: %j as %j', (field, sent, kept, expected) => {
    expect(losses({ [field]: sent }, { [field]: kept })).toEqual([expected]);
  });

  test('where a long street was cut over its lines', () => {
    const sent = { primary_address_street: 'a'.repeat(100), primary_address_street_2: 'b'.repeat(100) };
    const kept = { primary_address_street: `${'a'.repeat(100)}\n${'b'.repeat(49)}`, primary_address_street_2: '' };
    expect(losses(sent, kept)).toEqual(['Leads: primary_address_street was cut to 150 characters by the CRM']);
  });
});

test('the lead of the API guide loses only the end of its postal code', () => {
  const record = readRecord(JSON.parse(fixture('lead-created.json')));
  if (record === null) throw new Error('unreadable fixture');
  const sent = {
    first_name: 'Iam',
    last_name: 'Robot4',
    do_not_call: '0',
    phone_home: '+886 8-88888888',
    email1: 'iam.robot4@example.com',
    primary_address_street: 'primary_address_street',
    primary_address_street_2: 'primary_address_street_2',
    primary_address_street_3: 'primary_address_street_3',
    primary_address_postalcode: 'primary_address_postalcode',
    date_reviewed: '2020-10-06',
    converted: '0',
    refered_by: '汪東城',
    website: 'http://example.com',
  };
  expect(notKept(sent, record).map(({ field }) => field)).toEqual(['primary_address_postalcode']);
});

test.each([
  ['AOS_Invoices', 'total_amount', 'money'],
  ['AOS_Invoices', 'shipping_tax_amt', 'money'],
  ['AOS_Products_Quotes', 'product_qty', 'money'],
  ['AOS_Products_Quotes', 'vat', 'money'],
  ['AOS_Products', 'price', 'money'],
  ['AOS_Invoices', 'shipping_address_street', 'label'],
  ['AOS_Products', 'part_number', 'label'],
  ['Contacts', 'email1', 'label'],
])('a loss of %s %s is one of %s', (module, field, kind) => {
  expect(describeLoss(module, { field, sent: '1', kept: '2' }).kind).toBe(kind);
});
