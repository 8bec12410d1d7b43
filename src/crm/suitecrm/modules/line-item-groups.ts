import type { GroupAmounts } from '../../../domain/amounts/order-amounts.ts';
import { Decimal } from '../../../domain/money.ts';
import type { CrmCurrency } from '../currencies.ts';
import type { Attributes, CrmRecord } from '../types.ts';
import { amounts, amountsOf, number, statesAmount } from './attributes.ts';
import { INVOICES } from './invoices.ts';

export const LINE_ITEM_GROUPS = 'AOS_Line_Item_Groups';

/** A subtotal of an invoice or a return; `position` counts from 1. */
export interface GroupFields {
  readonly name: string;
  readonly description: string;
  readonly invoiceId: string;
  readonly position: number;
  readonly assignedUserId: string;
  readonly currency: CrmCurrency;
  readonly amounts: GroupAmounts;
}

/** The fields by which a group that stands already is known to be the same: its place, and its money. */
export const GROUP_BINDING: ReadonlySet<string> = new Set([
  'parent_id',
  'number',
  'currency_id',
  'total_amt',
  'discount_amount',
  'subtotal_amount',
  'tax_amount',
  'total_amount',
]);

/** Guideline 3.5 and 4.7, API reference "Item Groups". */
export function groupAttributes(group: GroupFields): Attributes {
  return {
    name: group.name,
    description: group.description,
    assigned_user_id: group.assignedUserId,
    ...amounts(
      {
        total_amt: group.amounts.totalAmt,
        discount_amount: group.amounts.discountAmount,
        subtotal_amount: group.amounts.subtotalAmount,
        tax_amount: group.amounts.taxAmount,
        subtotal_tax_amount: new Decimal(0),
        total_amount: group.amounts.totalAmount,
      },
      group.currency.conversionRate,
    ),
    parent_type: INVOICES,
    parent_id: group.invoiceId,
    number: number(new Decimal(group.position)),
    currency_id: group.currency.id,
  };
}

/** A group that only the CRM knows. */
export interface ReadGroup {
  readonly id: string;
  readonly position: string;
  readonly name: string;
  readonly description: string;
  /** The figures that stand in the group itself, whatever its lines say; null where it states no total. */
  readonly amounts: GroupAmounts | null;
}

/** Reads a group back. Throws `UnreadableAmount`. */
export function readGroupRecord(record: CrmRecord): ReadGroup {
  const { id, attributes } = record;
  return {
    id,
    position: attributes.number ?? '',
    name: attributes.name ?? '',
    description: attributes.description ?? '',
    amounts: statesAmount(record, 'total_amount') ? readAmounts(record) : null,
  };
}

function readAmounts(record: CrmRecord): GroupAmounts {
  const amount = amountsOf(LINE_ITEM_GROUPS, record);
  return {
    totalAmt: amount('total_amt'),
    discountAmount: amount('discount_amount'),
    subtotalAmount: amount('subtotal_amount'),
    taxAmount: amount('tax_amount'),
    totalAmount: amount('total_amount'),
  };
}
