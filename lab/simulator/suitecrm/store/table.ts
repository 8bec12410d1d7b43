import { collate } from '../collation.ts';

/** One database row. Rows are never changed in place: a save puts a whole new row, as SuiteCRM does. */
export interface Row {
  readonly id: string;
  readonly deleted: boolean;
  /** Column texts by field name; an absent column is empty. */
  readonly values: Readonly<Record<string, string>>;
}

/** The rows of one module, deleted ones included. Ids compare without letter case, as the database's collation does. */
export class Table {
  readonly #rows = new Map<string, Row>();
  readonly #indexes: ReadonlyMap<string, Map<string, Set<string>>>;
  #highestNumber = 0;

  constructor(indexed: readonly string[]) {
    this.#indexes = new Map(indexed.map((field) => [field, new Map()]));
  }

  /** The row with this id, deleted or not. */
  get(id: string): Row | undefined {
    return this.#rows.get(id.toLowerCase());
  }

  /** The row with this id unless it is deleted. */
  find(id: string): Row | undefined {
    const row = this.get(id);
    return row?.deleted === true ? undefined : row;
  }

  /** All rows in order of id, which is the order an unsorted list has. */
  all(): Row[] {
    return inIdOrder([...this.#rows]);
  }

  /** The rows whose column equals a text under the database's collation, in order of id. */
  withValue(field: string, value: string): Row[] {
    const wanted = collate(value);
    const index = this.#indexes.get(field);
    if (index === undefined) {
      return this.all().filter((row) => collate(row.values[field] ?? '') === wanted);
    }
    const entries: [string, Row][] = [];
    for (const key of index.get(wanted) ?? []) {
      const row = this.#rows.get(key);
      if (row !== undefined) {
        entries.push([key, row]);
      }
    }
    return inIdOrder(entries);
  }

  /** Writes a whole row over whatever stood there. */
  put(row: Row): void {
    const key = row.id.toLowerCase();
    const previous = this.#rows.get(key);
    for (const [field, index] of this.#indexes) {
      const before = previous === undefined ? undefined : collate(previous.values[field] ?? '');
      const after = collate(row.values[field] ?? '');
      if (before === after) {
        continue;
      }
      if (before !== undefined) {
        index.get(before)?.delete(key);
      }
      const keys = index.get(after);
      if (keys === undefined) {
        index.set(after, new Set([key]));
      } else {
        keys.add(key);
      }
    }
    const before = Number(this.#rows.get(key)?.values.number ?? 0);
    const after = Number(row.values.number ?? 0);
    this.#rows.set(key, row);
    this.#highestNumber =
      before === this.#highestNumber && after < before ? this.#readHighest() : Math.max(this.#highestNumber, after);
  }

  /** `SELECT MAX(number) + 1`, deleted rows included. Nothing reserves the number. */
  nextNumber(): number {
    return this.#highestNumber + 1;
  }

  #readHighest(): number {
    let highest = 0;
    for (const { values } of this.#rows.values()) {
      highest = Math.max(highest, Number(values.number ?? 0));
    }
    return highest;
  }
}

function inIdOrder(entries: [string, Row][]): Row[] {
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
