import type { SuiteCrmSimulator } from '../simulator/suitecrm/index.ts';

/** The numbers that the CRM gave its invoices, returns among them. */
export function invoiceNumbers(crm: SuiteCrmSimulator): string[] {
  return crm.records('AOS_Invoices').map(({ values }) => values.number ?? '');
}
