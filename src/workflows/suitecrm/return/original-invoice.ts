import type { CrmCurrency } from '../../../crm/suitecrm/currencies.ts';
import type { LineAmounts, ShippingAmounts } from '../../../domain/amounts/line-amounts.ts';
import type { GroupAmounts, InvoiceAmounts } from '../../../domain/amounts/order-amounts.ts';
import type { Address } from '../../../domain/customer.ts';

/** A sold line as a return needs it. */
export interface OriginalLine {
  /** The CRM id. */
  readonly id: string;
  /** The shop's line id; null when only the CRM knows the order. */
  readonly lineId: string | null;
  /** Place in its group, from 1, as the CRM shows it. */
  readonly position: string;
  readonly name: string;
  readonly description: string;
  readonly sku: string;
  /** Null on a service line. */
  readonly productId: string | null;
  readonly amounts: LineAmounts;
}

/** A group of sold lines. */
export interface OriginalGroup {
  /** The CRM id; empty for lines that stand in no group. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The figures in the group itself, where only the CRM knows them; null where they are the sums of its lines. */
  readonly stated: GroupAmounts | null;
  readonly lines: readonly OriginalLine[];
}

/** The invoice that a refund takes back, whether known from its order or read back from the CRM. */
export interface OriginalInvoice {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly contactId: string;
  readonly currency: CrmCurrency;
  /** To how many decimals a share of it is rounded. */
  readonly decimals: number;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly shipping: ShippingAmounts;
  /** The figures in its header, where only the CRM knows them; null where they are the sums of its lines. */
  readonly header: InvoiceAmounts | null;
  /** Whether it was read from the CRM for this refund: then it stands. */
  readonly seen: boolean;
  readonly groups: readonly OriginalGroup[];
}
