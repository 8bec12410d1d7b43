import { Decimal } from '../../../domain/money.ts';
import type { LineAmounts } from '../../../domain/order-amounts.ts';
import type { CrmCurrency } from '../currencies.ts';
import type { Attributes, CrmRecord } from '../types.ts';
import { amounts, amountsOf, number, rate, statesAmount } from './attributes.ts';
import { INVOICES } from './invoices.ts';

export const LINE_ITEMS = 'AOS_Products_Quotes';

/** A position of an invoice or a return; `position` counts from 1 within the group. */
export interface LineFields {
  readonly name: string;
  readonly description: string;
  readonly sku: string;
  readonly invoiceId: string;
  readonly groupId: string;
  readonly productId: string;
  readonly position: number;
  readonly assignedUserId: string;
  readonly currency: CrmCurrency;
  readonly amounts: LineAmounts;
}

/**
 * The fields by which a line that stands already is known to be the same: its place, what is sold, and its money. Not the quantity,
 * of which SuiteCRM keeps four decimals.
 */
export const LINE_BINDING: ReadonlySet<string> = new Set([
  'parent_id',
  'group_id',
  'product_id',
  'currency_id',
  'product_list_price',
  'product_unit_price',
  'product_total_price',
  'vat',
  'vat_amt',
]);

/**
 * Guideline 3.6 and 4.8, API reference "Items". `parent_type` is sent although the guide leaves it out: SuiteCRM does not
 * fill it in, and its screens and PDFs select lines by it.
 */
export function lineAttributes(line: LineFields): Attributes {
  const figures = line.amounts;
  return {
    name: line.name,
    description: line.description,
    item_description: line.description,
    assigned_user_id: line.assignedUserId,
    part_number: line.sku,
    number: number(new Decimal(line.position)),
    product_qty: number(figures.quantity),
    ...amounts(
      {
        product_cost_price: figures.costPrice,
        product_list_price: figures.listPrice,
        product_discount: figures.discount.value,
        product_unit_price: figures.unitPrice,
        product_total_price: figures.totalPrice,
        vat_amt: figures.vatAmount,
      },
      line.currency.conversionRate,
    ),
    discount: figures.discount.type,
    // The reference leaves the line's discount total empty; the group's total carries it.
    product_discount_amount: '',
    product_discount_amount_usdollar: '',
    vat: rate(figures.vatRate),
    currency_id: line.currency.id,
    parent_type: INVOICES,
    parent_id: line.invoiceId,
    product_id: line.productId,
    group_id: line.groupId,
  };
}

/** A line that only the CRM knows. */
export interface ReadLine {
  readonly id: string;
  readonly groupId: string;
  readonly position: string;
  readonly name: string;
  readonly description: string;
  readonly sku: string;
  readonly productId: string;
  readonly amounts: LineAmounts;
}

/** Reads a line back. Throws `UnreadableAmount`. */
export function readLineRecord(record: CrmRecord): ReadLine {
  const { id, attributes } = record;
  const amount = amountsOf(LINE_ITEMS, record);
  const text = (field: string) => attributes[field] ?? '';
  const listPrice = amount('product_list_price');
  const unitPrice = amount('product_unit_price');
  const discount = {
    type: text('discount') === 'Amount' ? ('Amount' as const) : ('Percentage' as const),
    value: amount('product_discount'),
  };
  return {
    id,
    groupId: text('group_id'),
    position: text('number'),
    name: text('name'),
    description: text('description'),
    sku: text('part_number'),
    productId: text('product_id'),
    amounts: {
      quantity: amount('product_qty'),
      costPrice: statesAmount(record, 'product_cost_price') ? amount('product_cost_price') : null,
      listPrice,
      discount,
      // A line without a discount may state a unit price of 0, as the guides' own example does.
      discountPerUnit: discount.value.isZero() ? discount.value : Decimal.sub(listPrice, unitPrice),
      unitPrice,
      totalPrice: amount('product_total_price'),
      vatRate: amount('vat'),
      vatAmount: amount('vat_amt'),
    },
  };
}
