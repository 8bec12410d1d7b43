import type { ShippingAmounts } from '../../../domain/amounts/line-amounts.ts';
import type { InvoiceAmounts } from '../../../domain/amounts/order-amounts.ts';
import type { Address } from '../../../domain/customer.ts';
import { Decimal } from '../../../domain/money.ts';
import type { OrderChanges } from '../../../domain/order-update.ts';
import type { CrmCurrency } from '../currencies.ts';
import type { Attributes, CrmRecord } from '../types.ts';
import { amounts, amountsOf, rate, statesAmount } from './attributes.ts';

export const INVOICES = 'AOS_Invoices';

/** An invoice or a return. `date` is `YYYY-MM-DD` in the unit's time zone; amounts are negative on a return; `contactId` empty = nobody's. */
export interface InvoiceFields {
  readonly name: string;
  readonly status: string;
  readonly description: string;
  readonly date: string;
  readonly accountId: string;
  readonly contactId: string;
  readonly assignedUserId: string;
  readonly currency: CrmCurrency;
  readonly amounts: InvoiceAmounts;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
}

/**
 * Guideline 3.4 and 4.6, API reference "Invoice". The empty `quote_date` and `due_date` are needed: without them SuiteCRM
 * writes today's date. `number` is left out, since SuiteCRM chooses it.
 */
export function invoiceAttributes(invoice: InvoiceFields): Attributes {
  const figures = invoice.amounts;
  return {
    name: invoice.name,
    description: invoice.description,
    assigned_user_id: invoice.assignedUserId,
    billing_account_id: invoice.accountId,
    billing_contact_id: invoice.contactId,
    ...addressAttributes('billing', invoice.billingAddress),
    ...addressAttributes('shipping', invoice.shippingAddress),
    ...amounts(
      {
        total_amt: figures.totalAmt,
        discount_amount: figures.discountAmount,
        subtotal_amount: figures.subtotalAmount,
        tax_amount: figures.taxAmount,
        shipping_amount: figures.shippingAmount,
        shipping_tax_amt: figures.shippingTaxAmount,
        total_amount: figures.totalAmount,
        subtotal_tax_amount: new Decimal(0),
      },
      invoice.currency.conversionRate,
    ),
    shipping_tax: rate(figures.shippingTaxRate),
    currency_id: invoice.currency.id,
    quote_date: '',
    invoice_date: invoice.date,
    due_date: '',
    status: invoice.status,
  };
}

/** The number that SuiteCRM gave an invoice; null where its answer shows none. */
export function invoiceNumberOf({ attributes }: CrmRecord): string | null {
  return attributes.number || null;
}

/** Whether SuiteCRM counts on from such a number: a customised one may be any text. */
export function isCountedNumber(number: string): boolean {
  return /^(0|[1-9]\d{0,17})$/.test(number);
}

/** The number of an invoice and nothing else, to be changed or looked for. */
export function numberAttributes(number: string): { readonly number: string } {
  return { number };
}

/** The fields by which an invoice that stands already is known to be the same: whose it is, and its money. */
export const INVOICE_BINDING: ReadonlySet<string> = new Set([
  'name',
  'status',
  'billing_account_id',
  'billing_contact_id',
  'currency_id',
  'total_amt',
  'discount_amount',
  'subtotal_amount',
  'tax_amount',
  'shipping_amount',
  'shipping_tax',
  'shipping_tax_amt',
  'total_amount',
]);

/** Those of them that an order tells otherwise later, and people change. */
export const INVOICE_CHANGEABLE: ReadonlySet<string> = new Set(['status']);

/** What changes of an invoice, and nothing else: SuiteCRM leaves a field alone that a PATCH does not name, and empties one by `""`. */
export function invoiceChanges({ status, description, billingAddress, shippingAddress }: OrderChanges): Attributes {
  return {
    ...(status === undefined ? {} : { status }),
    ...(description === undefined ? {} : { description }),
    ...(billingAddress === undefined ? {} : addressAttributes('billing', billingAddress)),
    ...(shippingAddress === undefined ? {} : addressAttributes('shipping', shippingAddress)),
  };
}

function addressAttributes(kind: 'billing' | 'shipping', address: Address | null): Attributes {
  return {
    [`${kind}_address_street`]: address?.street.filter((line) => line !== '').join('\n') ?? '',
    [`${kind}_address_city`]: address?.city ?? '',
    [`${kind}_address_state`]: address?.state ?? '',
    [`${kind}_address_postalcode`]: address?.postalCode ?? '',
    [`${kind}_address_country`]: address?.country ?? '',
  };
}

/** Whose an invoice is. */
export interface InvoiceBuyer {
  readonly contactId: string;
  readonly billingAddress: Address;
  readonly shippingAddress: Address;
}

/** What a return needs of an invoice that only the CRM knows. */
export interface ReadInvoice extends InvoiceBuyer {
  readonly name: string;
  readonly accountId: string;
  readonly currencyId: string;
  readonly status: string;
  readonly shipping: ShippingAmounts;
  /** The figures that stand in the invoice itself, whatever its lines say; null where it states no total. */
  readonly amounts: InvoiceAmounts | null;
}

/** Reads an invoice back. Throws `UnreadableAmount`. */
export function readInvoiceRecord(record: CrmRecord): ReadInvoice {
  const { attributes } = record;
  const amount = amountsOf(INVOICES, record);
  const text = (field: string) => attributes[field] ?? '';
  const shipping = {
    amount: amount('shipping_amount'),
    taxRate: amount('shipping_tax'),
    taxAmount: amount('shipping_tax_amt'),
  };
  return {
    name: text('name'),
    status: text('status'),
    accountId: text('billing_account_id'),
    ...readInvoiceBuyer(record),
    currencyId: text('currency_id'),
    shipping,
    amounts: statesAmount(record, 'total_amount') ? readHeader(amount, shipping) : null,
  };
}

/** Reads whose an invoice is; its amounts are not looked at. */
export function readInvoiceBuyer({ attributes }: CrmRecord): InvoiceBuyer {
  return {
    contactId: attributes.billing_contact_id ?? '',
    billingAddress: readAddress('billing', attributes),
    shippingAddress: readAddress('shipping', attributes),
  };
}

function readHeader(amount: (field: string) => Decimal, shipping: ShippingAmounts): InvoiceAmounts {
  return {
    totalAmt: amount('total_amt'),
    discountAmount: amount('discount_amount'),
    subtotalAmount: amount('subtotal_amount'),
    taxAmount: amount('tax_amount'),
    totalAmount: amount('total_amount'),
    shippingAmount: shipping.amount,
    shippingTaxRate: shipping.taxRate,
    shippingTaxAmount: shipping.taxAmount,
  };
}

function readAddress(kind: 'billing' | 'shipping', attributes: CrmRecord['attributes']): Address {
  const part = (name: string) => attributes[`${kind}_address_${name}`] ?? '';
  return {
    street: part('street').split(/\r?\n/),
    city: part('city'),
    state: part('state'),
    postalCode: part('postalcode'),
    country: part('country'),
  };
}
