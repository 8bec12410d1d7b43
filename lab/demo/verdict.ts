import type { Stage } from './stage.ts';

/** How many records of one module should stand in the CRM after the story, and how many do. */
export interface Count {
  readonly module: string;
  readonly expected: number;
  readonly found: number;
}

/**
 * What the story comes to: five customers, of whom one registered; five orders, two of connected shops, one of them with two groups and one with a group of fees;
 * a return of a line, one of money, and one of each connected shop.
 */
const EXPECTED: Readonly<Record<string, number>> = {
  Leads: 1,
  Contacts: 5,
  AOS_Products: 5,
  jjwg_Markers: 1,
  AOS_Invoices: 9,
  AOS_Line_Item_Groups: 11,
  AOS_Products_Quotes: 11,
};

/** Counts the records of both CRMs against the story. */
export function countRecords({ crm, ikcrm }: Pick<Stage, 'crm' | 'ikcrm'>): Count[] {
  const records = Object.entries(EXPECTED).map(([module, expected]) => ({
    module,
    expected,
    found: crm.records(module).length,
  }));
  const marked = ikcrm.lines('104').filter(({ remark }) => remark.includes('[tillbridge '));
  return [...records, { module: 'lines of the contract', expected: 2, found: marked.length }];
}
