import { TillbridgeError } from '../../domain/errors.ts';
import type { CrmRecord } from './types.ts';

/** A list of the CRM is longer than anything that an order can hold, or does not come to an end. */
export class TooManyRecords extends TillbridgeError {
  readonly code = 'too_many_records';
  readonly errorClass = 'permanent';

  /** `what`: the list, such as `aos_line_item_groups of AOS_Invoices 1234`. */
  constructor(what: string, limit: number) {
    super(`The CRM lists more ${what} than the ${limit} that an order can hold; look at it in the CRM, then replay`);
  }
}

/** Which list is read, how many records a page has, and how many there may be in all. */
export interface PagedList {
  readonly what: string;
  readonly size: number;
  readonly limit: number;
}

/** One page, and how many there are at least. */
export interface ListPage {
  readonly records: readonly CrmRecord[];
  readonly totalPages: number;
}

// Of doubled rows in the CRM's join tables a page may be half full of records that were there before.
const ROWS_PER_RECORD = 2;

/**
 * All records of a list, each once, page by page until the last one or one that brings nothing new.
 * @throws {TooManyRecords}
 */
export async function allPages(list: PagedList, read: (page: number) => Promise<ListPage>): Promise<CrmRecord[]> {
  const { what, size, limit } = list;
  const most = Math.ceil((ROWS_PER_RECORD * limit) / size);
  const records = new Map<string, CrmRecord>();
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    if (page > most) throw new TooManyRecords(what, limit);
    const answer = await read(page);
    const before = records.size;
    for (const record of answer.records) records.set(record.id, record);
    if (records.size > limit) throw new TooManyRecords(what, limit);
    if (records.size === before) break;
    pages = answer.totalPages;
  }
  return [...records.values()];
}
