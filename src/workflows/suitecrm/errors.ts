import type { Loss } from '../../crm/suitecrm/kept.ts';
import { TillbridgeError } from '../../domain/errors.ts';

/** Several records answer to what must be one. Only a person can say which is meant. */
export class AmbiguousRecords extends TillbridgeError {
  readonly code = 'ambiguous_records';
  readonly errorClass = 'ambiguous';
  readonly ids: readonly string[];

  constructor(module: string, what: string, ids: readonly string[]) {
    super(
      `${ids.length} ${module} have ${what}: ${ids.join(', ')}; merge or rename them in the CRM, then replay the event`,
    );
    this.ids = ids;
  }
}

/** A record stands under our id and says otherwise, and what is in it is not ours alone to change. */
export class OtherContent extends TillbridgeError {
  readonly code = 'other_content';
  readonly errorClass = 'ambiguous';

  constructor(module: string, id: string, differences: readonly Loss[]) {
    const figures = differences
      .map(({ field, sent, kept }) => `${field} is ${kept || 'empty'}, not ${sent}`)
      .join(', ');
    super(
      `${module} ${id} stands in the CRM with other content (${figures}); correct it there and replay the event, or discard the event`,
    );
  }
}

/** Parts of an earlier event stand at an invoice, which the order as it is now does not have. */
export class PartsLeftOver extends TillbridgeError {
  readonly code = 'parts_left_over';
  readonly errorClass = 'ambiguous';

  constructor(
    invoiceId: string,
    parts: readonly { readonly module: string; readonly crmId: string }[],
    events: readonly string[],
  ) {
    const named = parts.map(({ module, crmId }) => `${module} ${crmId}`).join(', ');
    super(
      `AOS_Invoices ${invoiceId} holds ${named} of event ${events.join(', ')}, which came to no end and said otherwise; delete them in the CRM, then replay the event`,
    );
  }
}

/** The CRM said that it had related two records, time and again, and does not show it. */
export class RelationNotKept extends TillbridgeError {
  readonly code = 'relation_not_kept';
  readonly errorClass = 'transient';

  constructor(module: string, id: string, relatedModule: string, missing: readonly string[]) {
    super(
      `${module} ${id} does not show ${relatedModule} ${missing.join(', ')} although the CRM said that they were related; it is tried again, see suitecrm.log`,
    );
  }
}

/** An invoice came to no number of its own: others were given each that it was to get, or the CRM does not show it. */
export class NumberUnsettled extends TillbridgeError {
  readonly code = 'number_unsettled';
  readonly errorClass = 'transient';

  constructor(invoiceId: string, number: string) {
    super(`AOS_Invoices ${invoiceId} is not seen to have number ${number} for itself; it is tried again`);
  }
}

/** The CRM has no such currency or category, and tillbridge makes none. */
export class UnknownInCrm extends TillbridgeError {
  readonly code = 'unknown_in_crm';
  readonly errorClass = 'permanent';

  constructor(module: string, what: string) {
    super(`The CRM has no ${what} in ${module}; add it there, then replay the event`);
  }
}

/** A refund names a line that cannot be told among the lines of its order. */
export class UnknownRefundLine extends TillbridgeError {
  readonly code = 'unknown_refund_line';
  readonly errorClass = 'permanent';

  constructor(lineId: string, orderId: string, known: readonly string[]) {
    super(
      `Order ${orderId} has no line ${lineId} that could be told apart: its lines are ${known.join(', ')}; correct the refund in the shop and send it anew`,
    );
  }
}

/** Money is given back for an order that was canceled: nothing was paid for it. */
export class OrderCanceled extends TillbridgeError {
  readonly code = 'order_canceled';
  readonly errorClass = 'permanent';

  constructor(orderId: string, invoiceId: string) {
    super(
      `Order ${orderId} is canceled (AOS_Invoices ${invoiceId}), so there is nothing to give back; set its status right in the CRM and replay the event, or discard the event`,
    );
  }
}

/** The original invoice in the CRM lacks what a return needs of it. */
export class UnreadableInvoice extends TillbridgeError {
  readonly code = 'unreadable_invoice';
  readonly errorClass = 'permanent';

  constructor(invoiceId: string, what: string, options?: ErrorOptions) {
    super(
      `AOS_Invoices ${invoiceId} cannot be returned: ${what}; correct it in the CRM, then replay the event`,
      options,
    );
  }
}

/** The invoice of an order that is to be changed, or that stood in the CRM before the order came, was deleted there. */
export class InvoiceGone extends TillbridgeError {
  readonly code = 'invoice_gone';
  readonly errorClass = 'permanent';

  constructor(orderId: string, invoiceId: string) {
    super(
      `AOS_Invoices ${invoiceId} of order ${orderId} was deleted in the CRM; restore it there and replay the event, or discard the event`,
    );
  }
}
