import type { SuiteCrmSimulator } from '../../../lab/simulator/suitecrm/index.ts';

/** A record as tests look at it: its columns with its id. */
export type Columns = Readonly<Record<string, string>>;

/** An invoice or a return with its groups, and lines in the sequence of their groups and numbers. */
export interface InvoiceRecords {
  readonly invoice: Columns;
  readonly groups: readonly Columns[];
  readonly lines: readonly Columns[];
}

/** The living records of a module in which all these columns have these values. */
export function recordsWith(crm: SuiteCrmSimulator, module: string, columns: Columns): Columns[] {
  return crm
    .records(module)
    .map(({ id, values }) => ({ ...values, id }))
    .filter((row: Columns) => Object.entries(columns).every(([name, value]) => (row[name] ?? '') === value));
}

/** The one living record of a module in which all these columns have these values. */
export function recordWith(crm: SuiteCrmSimulator, module: string, columns: Columns): Columns {
  const [record, ...others] = recordsWith(crm, module, columns);
  if (record === undefined || others.length > 0) {
    throw new Error(`Expected one ${module} with ${JSON.stringify(columns)}, found ${record ? others.length + 1 : 0}`);
  }
  return record;
}

/** The sale of an order: there must be exactly one. */
export function saleOf(crm: SuiteCrmSimulator, orderId: string): InvoiceRecords {
  const [sale, ...others] = recordsWith(crm, 'AOS_Invoices', { name: orderId }).filter(isSale);
  if (sale === undefined || others.length > 0) {
    throw new Error(`Expected one sale ${orderId}, found ${sale ? others.length + 1 : 0}`);
  }
  return withParts(crm, sale);
}

/** The returns of an order in the sequence of their creation. */
export function returnsOf(crm: SuiteCrmSimulator, orderId: string): InvoiceRecords[] {
  return recordsWith(crm, 'AOS_Invoices', { name: orderId, status: 'Returned' })
    .sort((a, b) => Number(a.number) - Number(b.number))
    .map((invoice) => withParts(crm, invoice));
}

/** The ids that a record is tied to by a relationship, from its left side. */
export function relatedIds(crm: SuiteCrmSimulator, relation: string, left: string | undefined): string[] {
  return crm
    .joinRows(relation)
    .filter((row) => row.left === left && !row.deleted)
    .map((row) => row.right);
}

/** The numbers of some columns: amounts are compared as numbers, since the CRM writes six decimals. */
export function figures(record: Columns | undefined, ...columns: readonly string[]): number[] {
  return columns.map((column) => Number(record?.[column] || 'NaN'));
}

function isSale(invoice: Columns): boolean {
  return invoice.status !== 'Returned';
}

function withParts(crm: SuiteCrmSimulator, invoice: Columns): InvoiceRecords {
  const parts = { parent_id: invoice.id ?? '', parent_type: 'AOS_Invoices' };
  const groups = recordsWith(crm, 'AOS_Line_Item_Groups', parts).sort(byNumber);
  const place = new Map(groups.map((group, index) => [group.id, index]));
  const lines = recordsWith(crm, 'AOS_Products_Quotes', parts).sort(
    (a, b) => (place.get(a.group_id) ?? -1) - (place.get(b.group_id) ?? -1) || byNumber(a, b),
  );
  return { invoice, groups, lines };
}

function byNumber(a: Columns, b: Columns): number {
  return Number(a.number) - Number(b.number);
}
