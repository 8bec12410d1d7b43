import Type from 'typebox';
import { BASE_CURRENCY, type CrmCurrency } from '../../crm/suitecrm/currencies.ts';
import type { Loss } from '../../crm/suitecrm/kept.ts';
import { INVOICES, type ReadInvoice, readInvoiceRecord } from '../../crm/suitecrm/modules/invoices.ts';
import { findStanding } from '../../crm/suitecrm/standing.ts';
import type { OrderPaid } from '../../domain/events/order-paid.ts';
import { plainText } from '../../domain/money.ts';
import { invoiceId } from '../../domain/record-ids.ts';
import { ofMoney, ofRecord, type Warning } from '../../domain/warning.ts';
import type { LinkKey } from '../../links/link.ts';
import { provideCurrency } from './currency.ts';
import { InvoiceGone, OtherContent } from './errors.ts';
import type { LinkedRun, SharedRun } from './run.ts';

/** The invoice of an order that stood in the CRM before tillbridge, as an import or a refund of it told; null for any other order. */
export async function adoptedInvoice(run: Pick<SharedRun, 'links' | 'unit'>, orderId: string): Promise<string | null> {
  const key: LinkKey = { kind: 'order', businessUnit: run.unit.name, localId: orderId };
  const link = await run.links.find(key);
  // One of our own that was found again, as by a refund of an order that was discarded half-way, is put right as ever.
  return link?.origin === 'found' && link.crmId !== invoiceId(run.unit.name, orderId) ? link.crmId : null;
}

/**
 * GET of the invoice of an adopted order, instead of making a second one. It is left as it is, with a warning that names what differs;
 * where it says another total or currency the event is dead. Throws `OtherContent` then, and `InvoiceGone` for one that was deleted.
 */
export async function leaveAdopted(run: LinkedRun, invoice: string, { order, priced }: OrderPaid): Promise<void> {
  const currency = await provideCurrency(run, order.currency);
  await run.runner.step(
    { key: 'adopted invoice', verb: 'GET', module: INVOICES, crmId: invoice, renewed: true },
    Type.Null(),
    async () => {
      const record = await findStanding(run.crm, INVOICES, invoice, run.context, run.settings.lookAgain);
      if (record === null) throw new InvoiceGone(order.orderId, invoice);
      const stands = readInvoiceRecord(record);
      const differences = differencesOf(stands, { priced, currency });
      if (differences.length > 0) throw new OtherContent(INVOICES, invoice, differences);
      const { status } = stands;
      return { output: null, response: { status }, warnings: warningsOf(invoice, stands, order) };
    },
  );
}

function differencesOf(
  { amounts, currencyId }: ReadInvoice,
  { priced, currency }: Pick<OrderPaid, 'priced'> & { readonly currency: CrmCurrency },
): Loss[] {
  const differences: Loss[] = [];
  const total = priced.invoice.totalAmount;
  if (amounts !== null && !amounts.totalAmount.equals(total))
    differences.push({ field: 'total_amount', sent: plainText(total), kept: plainText(amounts.totalAmount) });
  // People leave the CRM's own currency empty.
  const shown = currencyId || BASE_CURRENCY.id;
  if (shown !== currency.id) differences.push({ field: 'currency_id', sent: currency.id, kept: shown });
  return differences;
}

function warningsOf(invoice: string, stands: ReadInvoice, { orderId, status }: OrderPaid['order']): Warning[] {
  const named = `${INVOICES} ${invoice}`;
  const left = ofRecord(
    `${named} was in the CRM before order ${orderId} came: it is left as it is, and nothing was made`,
  );
  const unstated =
    stands.amounts === null ? [ofMoney(`${named} states no total to compare with order ${orderId}`)] : [];
  const other =
    stands.status === status
      ? []
      : [
          ofMoney(
            `${named} has status ${stands.status || 'none'}, order ${orderId} ${status}; set it right in the CRM`,
          ),
        ];
  return [left, ...unstated, ...other];
}
