import { newId } from './shop-events.ts';
import type { Staff } from './staff.ts';

export const ACCOUNT = '670f411d-7f4f-abc5-d253-5eac39e93e09';
export const CONTACT = 'e99bc488-624f-45dd-8d8f-f1a0c2a23f66';

/** An invoice that somebody else wrote, as the guides write theirs: amounts as text, no currency, five percent by default. */
export class StaffSale {
  readonly name = newId('OLD');
  readonly #staff: Staff;
  invoice = '';
  #groups = 0;

  constructor(staff: Staff) {
    this.#staff = staff;
  }

  async write(attributes: Readonly<Record<string, string>> = {}): Promise<this> {
    this.invoice = await this.#staff.create('AOS_Invoices', {
      name: this.name,
      status: 'Paid',
      billing_account_id: ACCOUNT,
      billing_contact_id: CONTACT,
      billing_address_street: 'No. 1\nFloor 2',
      billing_address_city: 'Taipei',
      ...attributes,
    });
    return this;
  }

  async group(name: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    this.#groups += 1;
    return await this.#staff.create('AOS_Line_Item_Groups', {
      name,
      parent_type: 'AOS_Invoices',
      parent_id: this.invoice,
      number: String(this.#groups),
      ...attributes,
    });
  }

  async line(group: string, number: number, attributes: Readonly<Record<string, string>>): Promise<string> {
    return await this.#staff.create('AOS_Products_Quotes', {
      name: `Line ${number}`,
      number: String(number),
      product_qty: '1.0000',
      product_cost_price: '180.000000',
      product_list_price: '180.000000',
      product_discount: '0.000000',
      discount: 'Percentage',
      product_unit_price: '180.000000',
      product_total_price: '180.000000',
      vat: '0',
      vat_amt: '0.000000',
      product_id: 'ce76dfc3-6f7d-579e-9968-5fa3aab3122b',
      parent_type: 'AOS_Invoices',
      parent_id: this.invoice,
      group_id: group,
      ...attributes,
    });
  }
}
