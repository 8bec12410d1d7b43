import type { Row, Table } from '../store/table.ts';

/** What a module sees of the server that it belongs to. */
export interface CrmView {
  /** The name that other records show for a record; empty if it does not exist or is deleted. */
  nameOf(module: string, id: string): string;
  /** A person's name with the salutation. */
  fullName(row: Row): string;
  /** The id on the left of a one-to-many join, seen from the right; empty if there is none. */
  leftOf(relation: string, id: string): string;
  readonly store: { table(module: string): Pick<Table, 'find' | 'get'> };
}
