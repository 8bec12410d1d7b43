import type { LineAmounts } from '../../../domain/amounts/line-amounts.ts';
import { CRM_SCALE, Decimal, roundTo } from '../../../domain/money.ts';
import type { CrmCurrency } from '../currencies.ts';
import type { Attributes, CrmRecord } from '../types.ts';
import { amounts, amountsOf, number, rate, statesAmount } from './attributes.ts';
import { INVOICES } from './invoices.ts';

export const LINE_ITEMS = 'AOS_Products_Quotes';

/** What SuiteCRM's own service lines have for a product. */
const NO_PRODUCT = '0';

/** A position of an invoice or a return; `position` counts from 1 within the group. A service line has no sku and no product. */
export interface LineFields {
  readonly name: string;
  readonly description: string;
  readonly sku: string;
  readonly invoiceId: string;
  readonly groupId: string;
  readonly productId: string | null;
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
  const { quantity, costPrice, shown, totals } = line.amounts;
  return {
    name: line.name,
    description: line.description,
    item_description: line.description,
    assigned_user_id: line.assignedUserId,
    part_number: line.sku,
    number: number(new Decimal(line.position)),
    product_qty: number(quantity),
    ...amounts(
      {
        product_cost_price: costPrice,
        product_list_price: shown.listPrice,
        product_discount: shown.discount.value,
        product_unit_price: shown.unitPrice,
        product_total_price: totals.net,
        vat_amt: totals.tax,
      },
      line.currency.conversionRate,
    ),
    discount: shown.discount.type,
    // The reference leaves the line's discount total empty; the group's total carries it.
    product_discount_amount: '',
    product_discount_amount_usdollar: '',
    vat: rate(shown.vatRate),
    currency_id: line.currency.id,
    parent_type: INVOICES,
    parent_id: line.invoiceId,
    product_id: line.productId ?? NO_PRODUCT,
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
  /** Null on a service line. */
  readonly productId: string | null;
  readonly amounts: LineAmounts;
}

/** Reads a line back. Throws `UnreadableAmount`. */
export function readLineRecord(record: CrmRecord): ReadLine {
  const { id, attributes } = record;
  const text = (field: string) => attributes[field] ?? '';
  return {
    id,
    groupId: text('group_id'),
    position: text('number'),
    name: text('name'),
    description: text('description'),
    sku: text('part_number'),
    productId: text('product_id') === NO_PRODUCT ? null : text('product_id'),
    amounts: readAmounts(record),
  };
}

function readAmounts(record: CrmRecord): LineAmounts {
  const amount = amountsOf(LINE_ITEMS, record);
  const [quantity, listPrice, unitPrice] = [
    amount('product_qty'),
    amount('product_list_price'),
    amount('product_unit_price'),
  ];
  const value = amount('product_discount');
  const net = amount('product_total_price');
  // A line without a discount may state a unit price of 0, as the guides' own example does.
  const discount = value.isZero() ? value : roundTo(Decimal.sub(listPrice, unitPrice).times(quantity), CRM_SCALE);
  return {
    quantity,
    costPrice: statesAmount(record, 'product_cost_price') ? amount('product_cost_price') : null,
    totals: { list: net.plus(discount), discount, net, tax: amount('vat_amt') },
    shown: {
      listPrice,
      discount: { type: record.attributes.discount === 'Amount' ? 'Amount' : 'Percentage', value },
      unitPrice,
      vatRate: amount('vat'),
    },
  };
}
