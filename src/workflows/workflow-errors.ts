import { TillbridgeError } from '../domain/errors.ts';

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

/** The original invoice in the CRM lacks what a return needs of it. */
export class UnreadableInvoice extends TillbridgeError {
  readonly code = 'unreadable_invoice';
  readonly errorClass = 'permanent';

  constructor(invoiceId: string, what: string) {
    super(`AOS_Invoices ${invoiceId} cannot be returned: ${what}; correct it in the CRM, then replay the event`);
  }
}

/** The CRM took lines and does not show them by their marks: whether they stand there only a person can say. */
export class LinesNotShown extends TillbridgeError {
  readonly code = 'lines_not_shown';
  readonly errorClass = 'ambiguous';

  constructor(contractId: string, lines: readonly { readonly marker: string }[]) {
    const marks = lines.map(({ marker }) => marker).join(', ');
    super(
      `Contract ${contractId} does not show ${marks} in the remark of any line after they were added; where the lines stand there, put the marks at the end of their remarks, then replay the event`,
    );
  }
}
