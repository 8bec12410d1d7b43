import { beforeAll, describe, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import * as ids from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, type DescribedCall, sentAttributes, texts } from '../support/workflows/calls.ts';
import { recordWith, relatedIds, saleOf } from '../support/workflows/crm-records.ts';

const ORDER = 'OTR2020121600004';
const SKU = 'MISM01040500000282';
const INVOICE = ids.invoiceId('experience', ORDER);
const GROUP = ids.groupId('experience', ORDER, 1);
const LINE = ids.lineId('experience', ORDER, '1');
const CONTACT = ids.contactId({ email: 'iam.robot4@example.com' });
const PRODUCT = ids.productId(SKU);

const ACCOUNT = 'dfd71a55-ae2d-1849-b491-5eac392fac52';
const ASSIGNED_USER = '4e640918-9db7-2121-94b5-5eba64642e0c';

/** Both names of an amount: what is sent in the CRM's own currency is the same as in the order's. */
function twice(amounts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, amount]) => [
      [name, amount],
      [`${name}_usdollar`, amount],
    ]),
  );
}

describe('the order of a registered customer', () => {
  const bench = useBench();
  let calls: readonly DescribedCall[];
  beforeAll(async () => {
    await bench.play('registrations', sampleRegistration());
    calls = await callsDuring(bench, async () => {
      const event = await bench.play('orders', sampleOrder());
      expect(event).toMatchObject({ status: 'done', attempts: 1, warnings: [] });
    });
  });

  const sent = (call: string) => sentAttributes(callsLike(calls, call)[0]);

  it('takes the calls of the guide, and one look at each record that was related to others', () => {
    expect(texts(calls)).toEqual(
      [
        'GET Contacts',
        'POST Contacts',
        'POST Leads relationships Contacts',
        'PATCH Leads',
        'POST ProspectLists relationships Contacts',
        'GET AOS_Products',
        'GET AOS_Product_Categories',
        'POST AOS_Products',
        'POST jjwg_Markers',
        'POST AOS_Products relationships jjwg_Markers',
        'POST AOS_Invoices',
        'POST AOS_Line_Item_Groups',
        'POST AOS_Products_Quotes',
        'GET OWL_Promotions',
        'POST AOS_Invoices relationships OWL_Promotions',
        'POST AOS_Invoices relationships SecurityGroups',
        'GET AOS_Products relationships',
        'GET Contacts relationships',
        'GET AOS_Invoices relationships',
        'GET AOS_Invoices relationships',
      ].sort(),
    );
  });

  it('makes the contact, with what the order leaves open taken from the registration', () => {
    expect(sent('POST Contacts')).toEqual({
      account_id: ACCOUNT,
      assigned_user_id: ASSIGNED_USER,
      salutation: 'Mr.',
      first_name: 'Iam',
      last_name: 'Robot4',
      title: 'Engineer',
      email1: 'iam.robot4@example.com',
      email_opt_out: '0',
      do_not_call: '0',
      phone_home: '+886 8-88888888',
      phone_mobile: '+886 912345678',
      phone_work: '+886 7-77777777',
      primary_address_street: 'No. 1, Sec. 1',
      primary_address_street_2: 'Floor 2',
      primary_address_street_3: '',
      primary_address_city: 'Taipei',
      primary_address_state: '',
      primary_address_postalcode: '100',
      primary_address_country: 'Taiwan',
      birthdate: '1990-10-06',
      birth_of_year_c: '1990',
      birth_of_month_c: '10',
      birth_of_day_c: '06',
      lead_source: 'Web Site',
      lawful_basis: 'consent',
      lawful_basis_source: 'website',
      date_reviewed: '2020-10-06',
    });
    expect(recordWith(bench.crm, 'Contacts', { id: CONTACT })).toMatchObject({ last_name: 'Robot4' });
  });

  it('relates the contact to the lead and marks the lead as converted', () => {
    const lead = recordWith(bench.crm, 'Leads', { id: ids.leadId('experience', 'U1001') });
    expect(lead).toMatchObject({ contact_id: CONTACT, converted: '1', status: 'Converted', last_name: 'Robot4' });
    expect(sent('PATCH Leads')).toEqual({ converted: '1', status: 'Converted' });
  });

  it('puts the contact on the target list', () => {
    expect(relatedIds(bench.crm, 'prospect_lists_contacts', 'b1111111-40da-11eb-8665-fa163ef36d26')).toEqual([CONTACT]);
  });

  it('makes the product in its category', () => {
    expect(sent('POST AOS_Products')).toEqual({
      name: 'Tea tour',
      description: '',
      assigned_user_id: ASSIGNED_USER,
      maincode: 'XXXX',
      part_number: SKU,
      category: 'E',
      type: 'Service',
      ...twice({ cost: 2000, price: 2700 }),
      currency_id: '-99',
      url: '',
      product_image: '',
      aos_product_category_id: '173f2e49-ebc0-ac85-f383-5f7d82c7b1fb',
    });
    expect(recordWith(bench.crm, 'AOS_Products', { part_number: SKU }).id).toBe(PRODUCT);
  });

  it('pins the product on the map', () => {
    expect(sent('POST jjwg_Markers')).toEqual({
      name: 'Tea house',
      marker_type_c: 'origin',
      description: '',
      assigned_user_id: ASSIGNED_USER,
      city: 'Taipei',
      state: '',
      country: 'Taiwan',
      jjwg_maps_lat: 25.033,
      jjwg_maps_lng: 121.565,
      marker_image: '',
    });
    expect(relatedIds(bench.crm, 'aos_products_jjwg_markers_1', PRODUCT)).toEqual([ids.markerId(SKU)]);
  });

  it('makes the invoice with empty quote and due dates and amounts as JSON numbers', () => {
    expect(sent('POST AOS_Invoices')).toEqual({
      name: ORDER,
      description: '',
      assigned_user_id: ASSIGNED_USER,
      billing_account_id: ACCOUNT,
      billing_contact_id: CONTACT,
      billing_address_street: 'No. 1',
      billing_address_city: 'Taipei',
      billing_address_state: '',
      billing_address_postalcode: '100',
      billing_address_country: 'Taiwan',
      shipping_address_street: '',
      shipping_address_city: '',
      shipping_address_state: '',
      shipping_address_postalcode: '',
      shipping_address_country: '',
      ...twice({
        total_amt: 5400,
        discount_amount: -20,
        subtotal_amount: 5380,
        tax_amount: 274,
        shipping_amount: 100,
        shipping_tax_amt: 5,
        total_amount: 5754,
        subtotal_tax_amount: 0,
      }),
      shipping_tax: '5.0',
      currency_id: '-99',
      quote_date: '',
      invoice_date: '2020-12-16',
      due_date: '',
      status: 'Paid',
    });
    const { invoice } = saleOf(bench.crm, ORDER);
    expect(invoice).toMatchObject({ id: INVOICE, total_amount: '5754.000000', invoice_date: '2020-12-16' });
    expect(invoice.quote_date ?? '').toBe('');
    expect(invoice.due_date ?? '').toBe('');
  });

  it('makes the group', () => {
    expect(sent('POST AOS_Line_Item_Groups')).toEqual({
      name: 'Day trips',
      description: '',
      assigned_user_id: ASSIGNED_USER,
      ...twice({
        total_amt: 5400,
        discount_amount: -20,
        subtotal_amount: 5380,
        tax_amount: 269,
        subtotal_tax_amount: 0,
        total_amount: 5649,
      }),
      parent_type: 'AOS_Invoices',
      parent_id: INVOICE,
      number: 1,
      currency_id: '-99',
    });
    expect(saleOf(bench.crm, ORDER).groups.map((group) => group.id)).toEqual([GROUP]);
  });

  it('makes the line with its parent, product and group', () => {
    expect(sent('POST AOS_Products_Quotes')).toEqual({
      name: 'Tea tour',
      description: '',
      item_description: '',
      assigned_user_id: ASSIGNED_USER,
      part_number: SKU,
      number: 1,
      product_qty: 2,
      ...twice({
        product_cost_price: 2000,
        product_list_price: 2700,
        product_discount: 10,
        product_unit_price: 2690,
        product_total_price: 5380,
        vat_amt: 269,
      }),
      discount: 'Amount',
      product_discount_amount: '',
      product_discount_amount_usdollar: '',
      vat: '5.0',
      currency_id: '-99',
      parent_type: 'AOS_Invoices',
      parent_id: INVOICE,
      product_id: PRODUCT,
      group_id: GROUP,
    });
    expect(saleOf(bench.crm, ORDER).lines.map((line) => line.id)).toEqual([LINE]);
  });

  it('relates the promotion and the security group to the invoice', () => {
    const { crm } = bench;
    const promotion = '34371b7d-6437-ca5c-a772-5facafb3942f';
    expect(relatedIds(crm, 'aos_invoices_owl_promotions_1', INVOICE)).toEqual([promotion]);
    const groups = relatedIds(crm, 'securitygroups_aos_invoices', 'a253557e-40f7-11eb-8665-fa163ef36d26');
    expect(groups).toEqual([INVOICE]);
  });
});
